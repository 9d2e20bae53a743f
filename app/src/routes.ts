import type { Component } from 'svelte';

/** The only file that knows all features. What a traveller needs first comes with the page, the rest when it is opened. */
export interface Route {
  pattern: string;
  load: () => Promise<{ default: Component<never> }>;
}

const load = (importer: () => Promise<unknown>) => importer as Route['load'];
const staff = (name: 'What' | 'Confidence') =>
  load(() => import('./features/report/staff-parts').then(({ [name]: screen }) => ({ default: screen })));

export const routes: Route[] = [
  { pattern: '/', load: load(() => import('./features/report/Home.svelte')) },
  { pattern: '/p/{plate}', load: load(() => import('./features/report/Home.svelte')) },
  { pattern: '/venues', load: load(() => import('./features/report/ChooseVenue.svelte')) },
  { pattern: '/learn', load: load(() => import('./features/learn/Learn.svelte')) },
  { pattern: '/learn/{card}', load: load(() => import('./features/learn/LearnCard.svelte')) },
  { pattern: '/settings', load: load(() => import('./features/report/Settings.svelte')) },
  { pattern: '/report', load: load(() => import('./features/report/What.svelte')) },
  { pattern: '/report/search', load: load(() => import('./features/report/Search.svelte')) },
  { pattern: '/report/emergency', load: load(() => import('./features/report/EmergencyFirst.svelte')) },
  { pattern: '/report/where', load: load(() => import('./features/report/Where.svelte')) },
  { pattern: '/report/sign', load: load(() => import('./features/report/Sign.svelte')) },
  { pattern: '/report/seal', load: load(() => import('./features/report/SealCheck.svelte')) },
  { pattern: '/report/list', load: load(() => import('./features/report/PlaceList.svelte')) },
  { pattern: '/report/on/{local}', load: load(() => import('./features/report/GoOn.svelte')) },
  { pattern: '/reports', load: load(() => import('./features/follow/MyReports.svelte')) },
  { pattern: '/reports/take', load: load(() => import('./features/follow/TakeOver.svelte')) },
  { pattern: '/reports/{local}/carry', load: load(() => import('./features/follow/Carry.svelte')) },
  { pattern: '/reports/open', load: load(() => import('./features/follow/OpenReceipt.svelte')) },
  { pattern: '/reports/{local}', load: load(() => import('./features/follow/Status.svelte')) },
  { pattern: '/reports/{local}/back', load: load(() => import('./features/follow/TakeBack.svelte')) },
  { pattern: '/reports/{local}/questions', load: load(() => import('./features/report/Questions.svelte')) },
  { pattern: '/reports/{local}/photos', load: load(() => import('./features/report/Photos.svelte')) },
  { pattern: '/reports/{local}/words', load: load(() => import('./features/report/YourWords.svelte')) },
  { pattern: '/staff', load: load(() => import('./features/staff/Staff.svelte')) },
  { pattern: '/staff/report', load: staff('What') },
  { pattern: '/staff/confidence', load: staff('Confidence') },
  { pattern: '/staff/back', load: load(() => import('./features/staff/Back.svelte')) },
  { pattern: '/desk/ack', load: load(() => import('./features/desk/Ack.svelte')) },
  { pattern: '/patrol/**', load: load(() => import('./features/desk/Desk.svelte')) },
  { pattern: '/desk/**', load: load(() => import('./features/desk/Desk.svelte')) },
];

const FIRST = new Set(['/', '/p/{plate}', '/venues', '/report', '/report/emergency', '/report/where']);
/** Whether its words come with the page; the desk brings its own. */
export const isFirst = ({ pattern }: Route): boolean => FIRST.has(pattern) || /^.(desk|patrol)/.test(pattern);
