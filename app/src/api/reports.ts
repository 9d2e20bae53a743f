import { call } from './client';
import type { Of } from './contract';
import type { ReportView } from './wire';

const holder = (receipt: string) => ({ Authorization: `Receipt ${receipt}` });

/** Reading a report back. Writing goes through the device's outbox alone, which survives a dead battery. */
export const readByReceipt = (receipt: string, lang: string, signal?: AbortSignal): Promise<ReportView> =>
  call<ReportView>('/receipt', {
    query: { lang },
    headers: holder(receipt),
    ...(signal && { signal }),
  });

/** What a browser subscribes with, before it can be told of news. */
export const watchKey = async (): Promise<string> => (await call<Of<'WatchKey'>>('/receipt/watch/key')).key;

/** `to`: what the browser's subscription says of itself. */
export const watchFrom = (receipt: string, to: PushSubscriptionJSON): Promise<void> =>
  call('/receipt/watch', { method: 'PUT', headers: holder(receipt), body: to });

export const endWatchOf = (receipt: string): Promise<void> =>
  call('/receipt/watch', { method: 'DELETE', headers: holder(receipt) });
