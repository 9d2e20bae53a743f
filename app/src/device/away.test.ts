import { afterEach, expect, test, vi } from 'vitest';
import { backToDesk, cameBack, dropTyped, handToDesk, isBack, isTyped, justBack, leaveFor, typedIn } from './away';

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

test('what was typed comes back with who typed it, to its form alone, once, and stays nowhere', async () => {
  const typed = { form: 'original/17', fields: { reason: 'case 17' } };
  await leaveFor('bayview-ppa', true, '/desk/A-0001', typed);
  expect(isTyped('original/17')).toBe(false);
  handToDesk(cameBack('state=drawn&code=c')!);
  expect(kept.size).toBe(0);
  expect([isTyped('original/18'), typedIn('original/18')]).toEqual([false, undefined]);
  expect(typedIn('original/17')).toEqual({ reason: 'case 17' });
  expect([isTyped('original/17'), typedIn('original/17')]).toEqual([false, undefined]);
});

test('what was typed is gone when somebody leaves from elsewhere, signs out, or never came back', async () => {
  const typed = { form: 'original/17', fields: { reason: 'case 17' } };
  await leaveFor('bayview-ppa', true, '/desk/A-0001', typed);
  await leaveFor('bayview-ppa', true, '/desk/exports');
  handToDesk(cameBack('state=drawn&code=c')!);
  expect(isTyped('original/17')).toBe(false);

  await leaveFor('bayview-ppa', true, '/desk/A-0001', typed);
  dropTyped();
  expect([...kept.values()].join()).not.toContain('case 17');
  await leaveFor('bayview-ppa', true, '/desk/A-0001', typed);
  handToDesk(cameBack('state=drawn&code=c')!);
  dropTyped();
  expect(isTyped('original/17')).toBe(false);
});
