import { call } from './client';
import type { ReportView } from './wire';

/** Reading a report back. Writing goes through the device's outbox alone, which survives a dead battery. */
export const readByReceipt = (receipt: string, lang: string, signal?: AbortSignal): Promise<ReportView> =>
  call<ReportView>('/receipt', {
    query: { lang },
    headers: { Authorization: `Receipt ${receipt}` },
    ...(signal && { signal }),
  });
