// @vitest-environment happy-dom
import { beforeEach, expect, test, vi } from 'vitest';
import { badge } from './badge.svelte';
import { report } from './contract';
import type { Badge, ReportBody } from './device';
import { device } from './here';
import { worn } from './worn';

const SAM: Badge = {
  account: '0193-sam',
  token: 'pass-of-sam',
  until: '2099-01-01T00:00:00Z',
  name: 'Sam Okafor',
  authority: 'Bayview',
  venues: ['bayview'],
};
const body: ReportBody = report().body;
const filed: { body: ReportBody; by: string | undefined }[] = [];
const file = (body: ReportBody, by?: string) => Promise.resolve(void filed.push({ body, by })).then(() => 'local');

async function wear(mine: Badge | undefined): Promise<void> {
  await device.outbox.keepBadge(mine);
  await expect.poll(() => badge.current?.token).toBe(mine?.token);
}

beforeEach(async () => {
  filed.length = 0;
  [badge.practice, badge.nameless] = [false, false];
  await wear(SAM);
});

test('that a badge is here is known without opening it', async () => {
  await expect.poll(() => worn.on).toBe(true);
  await wear(undefined);
  await expect.poll(() => worn.on).toBe(false);
});

test('it goes under the name where the badge counts, and nowhere else', async () => {
  await badge.filed('bayview', body, file);
  await badge.filed('elsewhere', body, file);
  badge.nameless = true;
  await badge.filed('bayview', body, file);
  await badge.filed('bayview', body, file);
  expect(filed.map(({ by }) => by)).toEqual([SAM.account, undefined, undefined, SAM.account]);
});

test('practice is for one report, and for none that was not kept', async () => {
  badge.practice = true;
  await expect(badge.filed('bayview', body, () => Promise.reject(new Error('full')))).rejects.toThrow('full');
  await badge.filed('bayview', body, file);
  await badge.filed('bayview', body, file);
  expect(filed.map(({ body }) => body.drill)).toEqual([true, undefined]);
});

test('in confidence it waits for a new badge rather than go without', async () => {
  const confidential = { not_for: ['0193-officer'], with_name: false };
  await wear({ ...SAM, token: 'old', until: '2020-01-01T00:00:00Z' });
  badge.nameless = true;
  await badge.filed('bayview', { ...body, confidential }, file);
  expect(filed).toMatchObject([{ by: SAM.account, body: { confidential } }]);
  await wear(undefined);
  await expect(badge.filed('bayview', { ...body, confidential }, file)).rejects.toThrow();
});

test('signing out lets go of the badge although nobody answers', async () => {
  vi.stubGlobal('fetch', () => Promise.reject(new TypeError('no signal')));
  await badge.signOut();
  expect(badge.current).toBeUndefined();
  expect(await device.outbox.badge()).toBeUndefined();
  vi.unstubAllGlobals();
});
