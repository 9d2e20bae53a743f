import { retryAfterMs } from './pace';

/** What an attempt came to. `stored` is the server's 201 and nothing else. */
export type Outcome =
  | { kind: 'stored'; body: Record<string, unknown> }
  /** The same request will never pass: another one must be tried. */
  | { kind: 'refused'; code: string }
  /** `challenge`: with the work it asks for the same may come at once. */
  | { kind: 'later'; code: string; afterMs?: number; challenge?: string };

// Refusals that end by themselves: a rate, a request in flight, bytes bent on the way, a server that is being put back.
const PASSING = new Set([401, 403, 404, 408, 421, 423, 425, 429]);
const PASSING_CODES = new Set(['in_flight', 'digest_mismatch']);

/** Reads an answer. A stranger's page (a hotel portal says 200 to everything) counts as no signal. */
export async function readAnswer(response: Response, now: number): Promise<Outcome> {
  if (response.status === 201) {
    const body: unknown = await response.json().catch(() => undefined);
    if (body && typeof body === 'object') return { kind: 'stored', body: body as Record<string, unknown> };
    return { kind: 'later', code: 'unexpected_answer' };
  }
  const isProblem = response.headers.get('Content-Type')?.includes('problem+json') ?? false;
  const problem = isProblem
    ? ((await response.json().catch(() => ({}))) as { code?: string; challenge?: unknown })
    : {};
  const code = problem.code ?? 'unexpected_answer';
  const afterMs = retryAfterMs(response.headers.get('Retry-After'), now);
  const isLasting = isProblem && response.status >= 400 && response.status < 500 && !PASSING.has(response.status);
  if (isLasting && !PASSING_CODES.has(code)) return { kind: 'refused', code };
  const challenge = code === 'proof_needed' && typeof problem.challenge === 'string' ? problem.challenge : undefined;
  return {
    kind: 'later',
    code,
    ...(afterMs !== undefined && { afterMs }),
    ...(challenge !== undefined && { challenge }),
  };
}
