import { beginOidc } from '../api/staff';
import type { Fresh } from './passkey';

/** What is remembered while somebody is at their provider: whoever comes back with another state did not begin here. */
const KEPT = 'staff-away';
const WHERE = 'staff-away-where';
/** The page of the desk that somebody left from, where they did: they come back to it, and not to their badge. */
const FROM = 'staff-away-from';

/** What a provider sends somebody back with. */
export interface CameBack {
  state: string;
  code: string;
  iss?: string;
}

/** What somebody had typed into a form of the desk when they left. */
const TYPED = 'staff-away-typed';

/** A form, named with what it is of, and its fields. */
export interface Typed {
  form: string;
  fields: Record<string, string>;
}

/** Goes to an authority's provider, `anew` to show there once more who somebody is; `from` is a page of the desk. */
export async function leaveFor(authority: string, anew = false, from?: string, typed?: Typed): Promise<void> {
  const { url, state } = await beginOidc(authority, anew);
  sessionStorage.setItem(KEPT, state);
  sessionStorage.setItem(WHERE, authority);
  if (from === undefined) sessionStorage.removeItem(FROM);
  else sessionStorage.setItem(FROM, from);
  if (from === undefined || typed === undefined) sessionStorage.removeItem(TYPED);
  else sessionStorage.setItem(TYPED, JSON.stringify(typed));
  location.assign(url);
}

let toDesk: CameBack | undefined;
let typed: Typed | undefined;

/** Where the desk was left from; what somebody came back with is then the desk's, once, and in memory alone. */
export function handToDesk(back: CameBack): string | undefined {
  const from = sessionStorage.getItem(FROM) ?? undefined;
  const kept = sessionStorage.getItem(TYPED);
  sessionStorage.removeItem(FROM);
  sessionStorage.removeItem(TYPED);
  if (from === undefined) return undefined;
  sessionStorage.removeItem(WHERE);
  [toDesk, typed] = [back, kept === null ? undefined : (JSON.parse(kept) as Typed)];
  return from;
}

/** Whether somebody has come back to this form; it opens itself then. */
export const isTyped = (form: string): boolean => typed?.form === form;

/** What they had typed into it, once. */
export function typedIn(form: string): Record<string, string> | undefined {
  if (!isTyped(form)) return undefined;
  const fields = typed?.fields;
  typed = undefined;
  return fields;
}

/** Nobody came back, or somebody else did: nothing of it stays. */
export function dropTyped(): void {
  typed = undefined;
  sessionStorage.removeItem(TYPED);
}

/** With what somebody came back to the desk; it is good once. */
export function backToDesk(): CameBack | undefined {
  const back = toDesk;
  toDesk = undefined;
  return back;
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
export function cameBack(query: string): CameBack | undefined {
  const said = new URLSearchParams(query);
  const [state, code, iss] = [said.get('state'), said.get('code'), said.get('iss')];
  const began = sessionStorage.getItem(KEPT);
  sessionStorage.removeItem(KEPT);
  return state && code && state === began ? { state, code, ...(iss && { iss }) } : undefined;
}
