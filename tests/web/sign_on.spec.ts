import { readFile } from 'node:fs/promises';
import { expect, heading, PHOTOS, test, type Page } from './stand';
import { finger } from './stand/finger';
import { SignOn } from './stand/provider';
import { putPhoto } from './stand/walk';

/** Types a name at the provider, and agrees, where it has not been asked that before. */
async function isAt(phone: Page, name: string, again = false): Promise<void> {
  await phone.locator('input[name=login]').fill(name);
  await phone.locator('input[name=password]').fill('whatever it wants');
  await phone.getByRole('button', { name: 'Sign-in' }).click();
  if (!again) await phone.getByRole('button', { name: 'Continue' }).click();
}

test('badge-holders sign in with their authority’s own provider', async ({ server, stage }) => {
  // By a name, as passkeys want it.
  const named = server.origin.replace('127.0.0.1', 'localhost');
  const provider = await SignOn.open(`${named}/staff/back`);
  try {
    await server.stop();
    server.settings = { SSA_OIDC: provider.setting('bayview-ppa'), SSA_PUBLIC_URL: named };
    stage.origin = named;
    await server.start();
    // The provider's own pages are none of ours.
    stage.pardons = /.*/;

    const phone = await stage.phone('/staff');
    const device = await finger(phone);
    await phone.getByRole('button', { name: 'Bayview sign-on' }).click();
    await isAt(phone, 'sam.okafor');
    await expect(heading(phone, 'Your badge')).toBeVisible();
    await expect(phone.getByText('Sam Okafor')).toBeVisible();
    // The way back leaves no code in the address or behind it.
    expect(new URL(phone.url()).search).toBe('');

    // They were asked just now: a passkey is added without any password. Another day they are asked once more.
    await expect(phone.getByText('Next time without a password')).toBeVisible();
    await phone.getByRole('button', { name: 'Add a passkey' }).click();
    await expect(phone.getByText('Done. Next time you can use your passkey.')).toBeVisible();
    expect(await device.held()).toHaveLength(1);

    // Somebody whom the authority does not know is not let in, whatever address their provider says.
    const stranger = await stage.phone('/staff');
    await stranger.getByRole('button', { name: 'Bayview sign-on' }).click();
    await isAt(stranger, 'somebody.else');
    await expect(stranger.getByRole('alert')).toBeVisible();
    await expect(heading(stranger, 'Your badge')).toBeHidden();

    // Whoever is known there comes straight back, unless they are to show once more who they are.
    const goes = async (query: string) => {
      const path = `/auth/oidc/bayview-ppa/begin${query}`;
      await phone.goto((await server.ask<{ url: string }>(path, { method: 'POST' })).url);
    };
    await goes('');
    await expect(phone).toHaveURL(/\/staff\/back/);
    await goes('?anew=true');
    await expect(phone.locator('input[name=login]')).toBeVisible();

    // An officer goes the same way from the desk, and comes back to the page they left from.
    const desk = await stage.phone('/desk/exports');
    await desk.getByRole('button', { name: 'Bayview sign-on' }).click();
    await isAt(desk, 'mia.lindqvist');
    await expect(desk.getByRole('heading', { level: 1, name: 'Exports' })).toBeVisible();
    expect(new URL(desk.url()).pathname + new URL(desk.url()).search).toBe('/desk/exports');
    // The session is a cookie that no script reads: it outlives a reload.
    await desk.reload();
    await expect(desk.getByRole('heading', { level: 1, name: 'Exports' })).toBeVisible();

    // Whoever shows there who they are finds the form open, and what they had typed: once, and kept nowhere.
    const { id, receipt } = await server.report({ category: 'item.unattended', place: { plate: 'BV-T1-114' } });
    await putPhoto(server, id, receipt, await readFile(PHOTOS.withPlace));
    await desk.goto('/desk/A-0001');
    await desk.getByRole('img', { name: /^Photo 1/ }).click();
    await desk.keyboard.press('o');
    const original = desk.getByRole('dialog', { name: 'As it was received' });
    const reason = original.getByLabel('Reason, for the record');
    await reason.fill('para el juzgado, قضية 17');
    await original.getByRole('button', { name: /Bayview sign-on/ }).click();
    await isAt(desk, 'mia.lindqvist', true);
    await expect(reason).toHaveValue('para el juzgado, قضية 17');
    await expect(original.getByText('You showed who you are.')).toBeVisible();
    const kept = () => desk.evaluate(() => JSON.stringify({ ...sessionStorage, ...localStorage }));
    expect(await kept()).not.toContain('juzgado');
    const downloaded = desk.waitForEvent('download');
    await original.getByRole('button', { name: 'Download the original' }).click();
    await downloaded;
    await desk.reload();
    await expect(desk.getByRole('img', { name: /^Photo 1/ })).toBeVisible();
    await expect(original).toBeHidden();

    // What did not begin in this browser does not end here, and a state is good once.
    const begun = await server.ask<{ url: string; state: string }>('/auth/oidc/bayview-ppa/begin', { method: 'POST' });
    expect(begun.url).toContain('code_challenge_method=S256');
    const other = await stage.phone(`/staff/back?code=stolen&state=${begun.state}`);
    await expect(other.getByRole('alert')).toBeVisible();
    const finish = (body: object) =>
      fetch(`${server.origin}/api/v1/auth/oidc`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify(body),
      }).then(async (answer) => [answer.status, ((await answer.json()) as { code: string }).code]);
    const mixed = { state: begun.state, code: 'x', iss: 'https://another.example' };
    expect(await finish(mixed)).toEqual([401, 'wrong_login']);
    expect(await finish({ state: begun.state, code: 'x' })).toEqual([401, 'wrong_login']);
    const unknown = fetch(`${server.origin}/api/v1/auth/oidc/nobody/begin`, { method: 'POST' });
    expect((await unknown).status).toBe(404);
  } finally {
    await provider.close();
  }
});
