import { Problem } from './problem';

export interface Call {
  method?: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';
  query?: Record<string, string | number | undefined>;
  body?: unknown;
  headers?: Record<string, string>;
  signal?: AbortSignal;
}

/** Where the server is: built in for the window (`VITE_API_BASE`), the page's own origin in a browser. */
export const server: string = (import.meta.env.VITE_API_BASE as string | undefined)?.replace(/\/$/, '') ?? '';

export function address(path: string, query: Call['query'] = {}): string {
  const given = Object.entries(query).filter((pair): pair is [string, string | number] => pair[1] !== undefined);
  const search = new URLSearchParams(given.map(([name, value]) => [name, String(value)])).toString();
  return `${server}/api/v1${path}${search && `?${search}`}`;
}

/** One request, one answer: the body as JSON, or a thrown `Problem`. */
export async function call<Answer>(
  path: string,
  { method = 'GET', query, body, headers, signal }: Call = {},
): Promise<Answer> {
  const response = await reach(address(path, query), {
    method,
    signal: signal ?? null,
    headers: {
      Accept: 'application/json',
      ...(body !== undefined && { 'Content-Type': 'application/json' }),
      ...headers,
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  if (response.status === 204) return undefined as Answer;
  return (await response.json().catch(() => {
    throw new Problem('unexpected_answer', response.status);
  })) as Answer;
}

/** The raw answer, for pictures and streams. */
export async function reach(url: string, init: RequestInit): Promise<Response> {
  const response = await fetch(url, init).catch((error: unknown) => {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    throw Problem.noSignal();
  });
  if (!response.ok) throw await Problem.from(response);
  return response;
}
