import { beginOidc } from '../../api/staff';
import type { Fresh } from '../../device/passkey';

/** What is remembered while somebody is at their provider: whoever comes back with another state did not begin here. */
const KEPT = 'staff-away';
const WHERE = 'staff-away-where';

/** Goes to an authority's provider, `anew` to show there once more who somebody is. */
export async function leaveFor(authority: string, anew = false): Promise<void> {
  const { url, state } = await beginOidc(authority, anew);
  sessionStorage.setItem(KEPT, state);
  sessionStorage.setItem(WHERE, authority);
  location.assign(url);
}

let back: Fresh | undefined;

/** Somebody is signed in again: the next page may offer them a passkey. Never kept. */
export function isBack(token: string): void {
  const authority = sessionStorage.getItem(WHERE);
  sessionStorage.removeItem(WHERE);
  back = authority ? { token, authority } : undefined;
}

/** Whoever has just come back from their provider; it is good once. */
export function justBack(): Fresh | undefined {
  const by = back;
  back = undefined;
  return by;
}

/** With what somebody came back, if they began here; it is good once. */
export function cameBack(query: string): { state: string; code: string; iss?: string } | undefined {
  const said = new URLSearchParams(query);
  const [state, code, iss] = [said.get('state'), said.get('code'), said.get('iss')];
  const began = sessionStorage.getItem(KEPT);
  sessionStorage.removeItem(KEPT);
  return state && code && state === began ? { state, code, ...(iss && { iss }) } : undefined;
}
