import { call } from './client';
import type { PlateFound, Venue, VenueSummary } from './wire';

export const listVenues = async (): Promise<VenueSummary[]> => (await call<{ items: VenueSummary[] }>('/venues')).items;

export const readVenue = (id: string, lang: string): Promise<Venue> =>
  call<Venue>(`/venues/${encodeURIComponent(id)}`, { query: { lang } });

export const readPlate = (code: string): Promise<PlateFound> => call<PlateFound>(`/plates/${encodeURIComponent(code)}`);
