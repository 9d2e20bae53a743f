import { call } from './client';
import type { Of } from './contract';
import type { Venue } from './wire';

const bearer = (token: string) => ({ Authorization: `Bearer ${token}` });

/** Without a cookie: the session ends with its access token, unless somebody signs out before. */
export const signInWith = async (email: string, password: string): Promise<string> =>
  (await call<Of<'Tokenpair'>>('/auth/login', { method: 'POST', body: { email, password } })).access_token;

export const badgeFor = (token: string): Promise<Of<'Badge'>> =>
  call<Of<'Badge'>>('/auth/badge', { method: 'POST', headers: bearer(token) });

export const signOutWith = (token: string): Promise<void> =>
  call('/auth/logout', { method: 'POST', headers: bearer(token), body: {} });

/** What the browser asks a passkey with, and what it answers, as the browser itself spells both. */
export const beginPasskey = (): Promise<PublicKeyCredentialRequestOptionsJSON> =>
  call<PublicKeyCredentialRequestOptionsJSON>('/auth/passkey/begin', { method: 'POST' });

export const signInByPasskey = async (shown: unknown): Promise<string> =>
  (await call<Of<'Tokenpair'>>('/auth/passkey', { method: 'POST', body: shown })).access_token;

/** Who signed in shows once more who they are: only then a passkey is added. */
export const stepUpWith = (token: string, password: string): Promise<void> =>
  call('/auth/step-up', { method: 'POST', headers: bearer(token), body: { password } });

export const beginAddingPasskey = (token: string): Promise<PublicKeyCredentialCreationOptionsJSON> =>
  call<PublicKeyCredentialCreationOptionsJSON>('/auth/passkeys/begin', { method: 'POST', headers: bearer(token) });

export const keepPasskey = (token: string, made: unknown): Promise<Of<'PasskeyInfo'>> =>
  call<Of<'PasskeyInfo'>>('/auth/passkeys', { method: 'POST', headers: bearer(token), body: made });

export const officersOf = async (venue: string, token: string): Promise<Of<'OfficerList'>['items']> =>
  (await call<Of<'OfficerList'>>(`/venues/${encodeURIComponent(venue)}/officers`, { headers: bearer(token) })).items;

/** A venue with what only staff report. */
export const readStaffVenue = (id: string, lang: string, token: string): Promise<Venue> =>
  call<Venue>(`/venues/${encodeURIComponent(id)}`, { query: { lang }, headers: bearer(token) });

/** The authorities' own providers, perhaps none. */
export const oidcProviders = async (): Promise<Of<'OidcList'>['items']> =>
  (await call<Of<'OidcList'>>('/auth/oidc')).items;

/** `anew`: they show at their provider once more who they are, so that the session is fresh. */
export const beginOidc = (authority: string, anew = false): Promise<Of<'OidcBegun'>> =>
  call<Of<'OidcBegun'>>(`/auth/oidc/${encodeURIComponent(authority)}/begin`, {
    method: 'POST',
    ...(anew && { query: { anew: 'true' } }),
  });

export const finishOidc = async (back: Of<'OidcBack'>): Promise<string> =>
  (await call<Of<'Tokenpair'>>('/auth/oidc', { method: 'POST', body: back })).access_token;
