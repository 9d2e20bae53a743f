import { call } from './client';
import type { Of } from './contract';
import type { PlateFound, Venue, VenueSummary } from './wire';

export const listVenues = async (): Promise<VenueSummary[]> => (await call<{ items: VenueSummary[] }>('/venues')).items;

export const readVenue = (id: string, lang: string): Promise<Venue> =>
  call<Venue>(`/venues/${encodeURIComponent(id)}`, { query: { lang } });

export const readPlate = (code: string): Promise<PlateFound> => call<PlateFound>(`/plates/${encodeURIComponent(code)}`);

export const isKnownHere = async (venue: string, question: Of<'Inquiry'>, signal: AbortSignal): Promise<boolean> =>
  (await call<Of<'Known'>>(`/venues/${encodeURIComponent(venue)}/known`, { method: 'POST', body: question, signal }))
    .known;
