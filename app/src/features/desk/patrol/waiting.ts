/** What an officer did without a line: in which order it goes, on which version each rests, and what the page shows meanwhile. */
import { isOver } from '../ordering';
import type { Incident, Status } from '../wire';

export type Command = 'acknowledge' | 'assign' | 'status' | 'note' | 'photo';

/** One of the two ways of a photo that is still to go. Its bytes lie beside the acts. */
export interface Way {
  /** Of the bytes that go, in hex. */
  sha256: string;
  /** Of what is inside, where they are sealed. */
  claims?: string;
  /** No clean copy could be made. */
  alone?: true;
}

/** A photo or a spoken note: what of it has not been sent. */
export interface Taken {
  photo: string;
  media?: 'voice';
  clean?: Way;
  original?: Way;
}

export interface Done {
  /** Whose it is: it never goes under somebody else's name. */
  by: string;
  incident: string;
  number: string;
  /** What it is called in words: `on_scene`, `note`. */
  act: string;
  command: Command;
  body: Record<string, unknown>;
  /** RFC 3339. */
  at: string;
  taken?: Taken;
  /** How often the server failed at it. */
  tries?: number;
  /** Somebody was faster, or the server said no: it is put aside, holds nothing else back, and stays until its officer decides. */
  refused?: { now?: Incident; why?: string; lost?: true };
}

/**
 * What can go next of mine that nobody has refused: acts and notes in their order, then photos. A few words must not wait behind
 * megabytes, and of the photos one that fails does not hold back the others.
 */
export function nextOf<Row extends { value: Done }>(rows: readonly Row[], me: string): Row | undefined {
  const open = rows.filter(({ value }) => value.by === me && value.refused === undefined);
  const tries = ({ value }: Row) => value.tries ?? 0;
  return open.find(({ value }) => !value.taken) ?? open.sort((a, b) => tries(a) - tries(b))[0];
}

/** The server fails at one of them again and again: after so many times it is put aside. */
export const TRIES = 3;

/** Taken up again by its officer, on what stands now. */
export function again({ refused: _refused, tries: _tries, ...done }: Done, now: Incident | undefined): Done {
  return now !== undefined && 'version' in done.body ? rebased(done, now.version) : done;
}

export const fileOf = (photo: string, way: 'clean' | 'original'): string => `${photo}/${way}`;

/** The names of what rows still need. */
export const filesOf = (rows: readonly { value: Done }[]): Set<string> =>
  new Set(
    rows.flatMap(({ value: { taken } }) =>
      taken ? (['clean', 'original'] as const).filter((way) => taken[way]).map((way) => fileOf(taken.photo, way)) : [],
    ),
  );

/** The others that rest on the same decision: acts on the same incident that carry a version. */
export const followers = <Row extends { id: number; value: Done }>(rows: readonly Row[], of: Row): Row[] =>
  rows.filter(
    ({ id, value }) =>
      id > of.id &&
      value.by === of.value.by &&
      value.incident === of.value.incident &&
      value.refused === undefined &&
      'version' in value.body,
  );

/** The same act decided on what the one before it left. */
export const rebased = (done: Done, version: number): Done => ({ ...done, body: { ...done.body, version } });

const TO: Partial<Record<Command, (body: Record<string, unknown>) => Status>> = {
  acknowledge: () => 'acknowledged',
  status: (body) => body['to'] as Status,
};

/** An answer got lost on the way: the server refuses the act as stale, and stands exactly where it would have led. */
export function isThere(done: Done, now: Incident, me: string): boolean {
  if (now.version !== Number(done.body['version']) + 1) return false;
  if (done.command === 'assign') return now.assignee?.id === done.body['officer'];
  const to = TO[done.command]?.(done.body);
  return to !== undefined && now.status === to && (now.assignee === undefined || now.assignee.id === me);
}

/** Nobody decided anything since but its own officer, who called for help: the act stands. `call` is the version that the call left. */
export const isBehindCall = (done: Done, now: Incident, call: number | undefined): boolean =>
  call !== undefined && now.version === call && Number(done.body['version']) + 1 === call;

/** The incident as it will stand once all this is sent. */
export function asIf(incident: Incident, waiting: readonly Done[], me: { id: string; name: string }): Incident {
  let shown = incident;
  for (const done of waiting) {
    if (done.incident !== incident.id || done.refused !== undefined || !('version' in done.body)) continue;
    const status = TO[done.command]?.(done.body);
    const { owes: _owes, due_at: _due, ...rest } = shown;
    shown = {
      ...(status === undefined ? shown : rest),
      ...(status !== undefined && { status }),
      assignee: { id: me.id, label: me.name },
      version: shown.version + 1,
    };
  }
  return shown;
}

/** Whether there is still something to do here for whoever looks at it. */
export const stands = (incident: Incident | undefined): incident is Incident =>
  incident !== undefined && !isOver(incident);
