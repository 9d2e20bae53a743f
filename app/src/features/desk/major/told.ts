import { b } from './words';

/** What became of an act, in words. */
export function told(what: 'stale' | 'offline' | { text: string } | undefined): string {
  if (what === undefined) return '';
  if (what === 'stale') return b('stale');
  return what === 'offline' ? b('unsent_act') : what.text || b('refused');
}

/** Minutes and seconds: 7:05. */
export function minutes(seconds: number): string {
  return `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, '0')}`;
}
