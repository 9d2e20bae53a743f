import type { ProblemBody } from './wire';

/** A refusal by the server (RFC 9457), or `no_signal` when no answer came at all. */
export class Problem extends Error {
  readonly code: string;
  readonly status: number;
  readonly body: ProblemBody | undefined;
  readonly retryAfterS: number | undefined;

  constructor(code: string, status: number, body?: ProblemBody, retryAfterS?: number) {
    super(body?.detail ?? body?.title ?? code);
    this.name = 'Problem';
    this.code = code;
    this.status = status;
    this.body = body;
    this.retryAfterS = retryAfterS;
  }

  /** The server's own sentence for people, in their language; none where it did not answer or somebody else did. */
  sentence(lang: string): string | undefined {
    return this.body?.sentences?.[lang] ?? this.body?.title;
  }

  static noSignal(): Problem {
    return new Problem('no_signal', 0);
  }

  /** Anything that is not our problem document is a stranger's page: a hotel portal, a broken proxy. */
  static async from(response: Response): Promise<Problem> {
    const retry = Number(response.headers.get('Retry-After'));
    const retryAfterS = Number.isFinite(retry) && retry > 0 ? retry : undefined;
    const isOurs = response.headers.get('Content-Type')?.includes('problem+json');
    if (!isOurs) return new Problem('unexpected_answer', response.status, undefined, retryAfterS);
    const body = (await response.json().catch(() => undefined)) as ProblemBody | undefined;
    return new Problem(body?.code ?? 'unexpected_answer', response.status, body, retryAfterS);
  }
}
