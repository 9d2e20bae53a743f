/**
 * A P1 that comes while another page is looked at: a note of the system calls whoever sits there, and goes when they look. Strangers
 * read it, so it names the incident and never what it is. A push about the same incident takes its place, and the other way round.
 */
import { noteOf } from '../../device/push-note';

export async function callOut(title: string, number: string): Promise<void> {
  // Nobody is asked in passing: allowed it is by whoever turned the pushes on.
  if (globalThis.Notification?.permission !== 'granted') return;
  const registration = await registered();
  const note = noteOf({ title, number, priority: 1, token: null }, navigator.languages);
  await registration?.showNotification(note.title, note.options).catch(() => undefined);
}

export async function callOff(number: string): Promise<void> {
  const registration = await registered();
  for (const note of (await registration?.getNotifications({ tag: number })) ?? []) note.close();
}

async function registered(): Promise<ServiceWorkerRegistration | undefined> {
  return navigator.serviceWorker?.getRegistration();
}
