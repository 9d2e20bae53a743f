/** What is remembered while somebody is at their provider: whoever comes back with another state did not begin here. */
const KEPT = 'staff-away';

export function leaveFor(url: string, state: string): void {
  sessionStorage.setItem(KEPT, state);
  location.assign(url);
}

/** With what somebody came back, if they began here; it is good once. */
export function cameBack(query: string): { state: string; code: string; iss?: string } | undefined {
  const said = new URLSearchParams(query);
  const [state, code, iss] = [said.get('state'), said.get('code'), said.get('iss')];
  const began = sessionStorage.getItem(KEPT);
  sessionStorage.removeItem(KEPT);
  return state && code && state === began ? { state, code, ...(iss && { iss }) } : undefined;
}
