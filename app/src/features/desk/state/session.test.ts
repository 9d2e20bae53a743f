import { afterEach, describe, expect, it, vi } from 'vitest';
import { officer } from '../testing';
import { Session } from './session.svelte';

const json = (body: unknown, status = 200) =>
  new Response(JSON.stringify(body), {
    status,
    headers: { 'Content-Type': status < 400 ? 'application/json' : 'application/problem+json' },
  });

/** A server that refuses a token it does not know, and turns the cookie over as often as it may. */
function server({ refreshes = 9 } = {}) {
  const calls: string[] = [];
  let token = 0;
  vi.stubGlobal('fetch', async (url: string, init: RequestInit) => {
    const path = url.replace('/api/v1', '');
    calls.push(path);
    const headers = new Headers(init.headers);
    if (path === '/auth/refresh') {
      if (headers.get('X-Session') !== 'cookie' || refreshes-- <= 0) return json({ code: 'unauthorized' }, 401);
      return json({ access_token: String(++token), expires_in: 900 });
    }
    if (headers.get('Authorization') !== `Bearer ${token}`) return json({ code: 'unauthorized' }, 401);
    return json(path === '/me' ? officer() : { items: [] });
  });
  return { calls, expire: () => token++ };
}

describe('the session', () => {
  afterEach(() => vi.unstubAllGlobals());

  it('comes back after a reload by the cookie alone', async () => {
    server();
    const session = new Session();
    await session.restore();
    expect(session.status).toBe('signed_in');
    expect(session.me?.email).toBe('officer@demo.test');
  });

  it('renews once for many requests that find the token run out', async () => {
    const { calls, expire } = server();
    const session = new Session();
    await session.restore();
    expire();
    await Promise.all([session.read('/desk/people'), session.read('/desk/posts'), session.read('/desk/incidents')]);
    expect(calls.filter((path) => path === '/auth/refresh')).toHaveLength(2);
    expect(session.status).toBe('signed_in');
  });

  it('says that it has ended, and forgets who was there', async () => {
    const { expire } = server({ refreshes: 1 });
    const session = new Session();
    await session.restore();
    expire();
    await expect(session.read('/desk/people')).rejects.toMatchObject({ status: 401 });
    expect(session.status).toBe('ended');
    expect(session.me).toBeUndefined();
  });

  it('keeps what is shown while the line is down', async () => {
    const { expire } = server();
    const session = new Session();
    await session.restore();
    expire();
    vi.stubGlobal('fetch', async () => Promise.reject(new TypeError('offline')));
    await expect(session.read('/desk/people')).rejects.toMatchObject({ code: 'no_signal' });
    expect(session.status).toBe('signed_in');
  });
});
