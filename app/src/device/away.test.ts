import { afterEach, expect, test, vi } from 'vitest';
import { backToDesk, cameBack, handToDesk, isBack, justBack, leaveFor } from './away';

const gone = vi.fn();
vi.mock('../api/staff', () => ({
  beginOidc: (authority: string, anew: boolean) =>
    Promise.resolve({ url: `https://login.test/${authority}?anew=${anew}`, state: 'drawn' }),
}));
vi.stubGlobal('location', { assign: gone });

const kept = new Map<string, string>();
vi.stubGlobal('sessionStorage', {
  getItem: (name: string) => kept.get(name) ?? null,
  setItem: (name: string, value: string) => void kept.set(name, value),
  removeItem: (name: string) => void kept.delete(name),
});

afterEach(() => {
  kept.clear();
  gone.mockClear();
});

test('whoever comes back is who went away, once, and is offered a passkey once', async () => {
  await leaveFor('bayview-ppa', true);
  expect(gone).toHaveBeenCalledWith('https://login.test/bayview-ppa?anew=true');
  expect(cameBack('state=another&code=c')).toBeUndefined();

  await leaveFor('bayview-ppa');
  expect(cameBack('state=drawn&code=c&iss=i')).toEqual({ state: 'drawn', code: 'c', iss: 'i' });
  expect(cameBack('state=drawn&code=c')).toBeUndefined();
  isBack('token');
  expect(kept.size).toBe(0);
  expect(justBack()).toEqual({ token: 'token', authority: 'bayview-ppa' });
  expect(justBack()).toBeUndefined();
});

test('who did not come from a provider is offered nothing by it', () => {
  isBack('token');
  expect(justBack()).toBeUndefined();
});

test('who left the desk comes back to its page, with what they brought, once', async () => {
  await leaveFor('bayview-ppa', true, '/desk/exports');
  const back = cameBack('state=drawn&code=c')!;
  expect(handToDesk(back)).toBe('/desk/exports');
  expect(kept.size).toBe(0);
  expect(backToDesk()).toEqual({ state: 'drawn', code: 'c' });
  expect(backToDesk()).toBeUndefined();
});

test('who left from their badge does not come back to the desk, also after somebody left from there', async () => {
  await leaveFor('bayview-ppa', true, '/desk/exports');
  await leaveFor('bayview-ppa');
  expect(handToDesk(cameBack('state=drawn&code=c')!)).toBeUndefined();
  expect(backToDesk()).toBeUndefined();
});
