import { execFileSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { expect, test } from './stand';
import { finger } from './stand/finger';
import { PASSWORD } from './stand/server';

test('an officer asks for a bundle by key, takes it, and it verifies without the server', async ({ server, stage }) => {
  await server.report({ category: 'item.unattended', place: { plate: 'BV-T1-114' } });
  const desk = await stage.desk('officer@demo.test');
  await desk.goto('/desk/A-0001');
  await expect(desk.getByRole('button', { name: /^More/ })).toBeEnabled();
  await desk.keyboard.press('y');
  const form = desk.getByRole('form', { name: 'Export of A-0001' });
  await expect(form.getByRole('button', { name: /PDF of an incident/ })).toBeFocused();
  await desk.keyboard.press('2');
  await form.getByLabel(/^Reason/).fill('para el juzgado, قضية 17');
  await form.getByLabel(/^Your password/).fill(PASSWORD);
  await desk.keyboard.press('Enter');

  await expect(desk.getByRole('heading', { level: 1, name: 'Exports' })).toBeVisible();
  const job = desk.getByRole('listitem').filter({ hasText: 'Evidence bundle' });
  await expect(job.getByText('Ready')).toBeVisible();
  await job.getByRole('button', { name: /^Download/ }).click();
  await job.getByLabel(/^Reason/).fill('قضية 17');
  await job.getByLabel(/^Your password/).fill('wrong');
  await job.getByRole('button', { name: 'Download', exact: true }).click();
  await expect(job.getByRole('alert')).toBeVisible();
  await job.getByLabel(/^Your password/).fill(PASSWORD);
  const downloaded = desk.waitForEvent('download');
  await job.getByRole('button', { name: 'Download', exact: true }).click();
  const file = await downloaded;
  expect(file.suggestedFilename()).toBe('bayview_A-0001_evidence_bundle.zip');
  await expect(job.getByText('Downloaded once')).toBeVisible();
  const zip = await file.path();
  execFileSync('python3', [
    '-c',
    'import sys,zipfile; zipfile.ZipFile(sys.argv[1]).extractall(sys.argv[2])',
    zip,
    `${zip}.d`,
  ]);
  expect(execFileSync('python3', [`${zip}.d/verify.py`]).toString()).toContain('\nOK');
  const manifest = (await readFile(`${zip}.d/manifest.sha256`, 'utf8')).slice(0, 64);
  await expect(job.getByText(manifest)).toBeVisible();

  await desk.goto('/desk/A-0001');
  await expect(desk.getByText('Export ready')).toBeVisible();
});

test('a table with people’s words waits for a second person', async ({ server, stage }) => {
  await server.report({ category: 'item.unattended', place: { plate: 'BV-T1-114' }, narrative: '=1+1' });
  const desk = await stage.desk('officer@demo.test');
  await desk.goto('/desk/exports');
  await expect(desk.getByText('Nothing was asked for yet.')).toBeVisible();
  await desk.keyboard.press('y');
  const form = desk.getByRole('form', { name: 'New export' });
  await form.getByLabel('With what people wrote').check();
  await expect(form.getByText(/A supervisor has to agree/)).toBeVisible();
  await form.getByLabel(/^Reason/).fill('audit');
  await desk.keyboard.press('Enter');
  await expect(form).toBeHidden();
  const mine = desk.getByRole('listitem').filter({ hasText: 'Table (CSV)' });
  await expect(mine.getByText('Waits for a second person')).toBeVisible();
  await expect(mine.getByRole('button', { name: /^Agree/ })).toBeHidden();

  const boss = await stage.desk('supervisor@demo.test');
  await boss.getByRole('link', { name: 'An export waits for your word' }).click();
  const theirs = boss.getByRole('region', { name: 'For you to decide' }).getByRole('listitem');
  await expect(theirs.getByText('audit')).toBeVisible();
  await theirs.getByRole('button', { name: /^Agree/ }).click();
  await theirs.getByLabel(/^Your password/).fill(PASSWORD);
  await boss.keyboard.press('Enter');
  await expect(boss.getByRole('region', { name: 'For you to decide' })).toBeHidden();

  await desk.reload();
  await expect(mine.getByText('Ready')).toBeVisible();
  await mine.getByRole('button', { name: /^Withdraw/ }).click();
  await expect(mine.getByText('Withdrawn')).toBeVisible();
});

test('who signs in by a passkey needs no password to agree, and is told while the desk is open', async ({
  server,
  stage,
}) => {
  // Passkeys belong to a name.
  stage.origin = server.origin.replace('127.0.0.1', 'localhost');
  const boss = await stage.desk('supervisor@demo.test');
  const device = await finger(boss);
  await boss.reload();
  await boss.getByTitle('Duty and settings').click();
  await boss.getByRole('button', { name: 'Sign in here with a passkey' }).click();
  await boss.getByLabel('Your password, once more').fill(PASSWORD);
  await boss.keyboard.press('Enter');
  await expect(boss.getByText('Done. Next time you can use your passkey.')).toBeVisible();
  expect(await device.held()).toHaveLength(1);
  await boss.getByRole('button', { name: 'Sign out' }).click();
  await boss.getByRole('button', { name: 'Sign in with a passkey' }).click();
  await expect(boss.getByRole('link', { name: 'Coverage' })).toBeVisible();
  await boss.reload();
  await expect(boss.getByRole('link', { name: 'Coverage' })).toBeVisible();

  await server.report({ category: 'item.unattended', place: { plate: 'BV-T1-114' }, narrative: 'a bag' });
  const desk = await stage.desk('officer@demo.test');
  await desk.goto('/desk/exports');
  await expect(desk.getByText('Nothing was asked for yet.')).toBeVisible();
  await desk.keyboard.press('y');
  const form = desk.getByRole('form', { name: 'New export' });
  await form.getByLabel('With what people wrote').check();
  await form.getByLabel(/^Reason/).fill('audit');
  await desk.keyboard.press('Enter');
  await expect(desk.getByText('Waits for a second person')).toBeVisible();

  await boss.getByRole('link', { name: 'An export waits for your word' }).click();
  const theirs = boss.getByRole('region', { name: 'For you to decide' }).getByRole('listitem');
  await theirs.getByRole('button', { name: /^Agree/ }).click();
  // Not the finger of its owner: nothing happens, and it can be tried again.
  await device.give(false);
  await theirs.getByRole('button', { name: 'Use a passkey instead' }).click();
  await expect(theirs.getByRole('alert')).toContainText('No passkey was shown');
  await device.give(true);
  await theirs.getByRole('button', { name: 'Use a passkey instead' }).click();
  await expect(theirs.getByText('You showed who you are.')).toBeVisible();
  await theirs.getByRole('button', { name: 'Agree', exact: true }).click();
  await expect(boss.getByRole('region', { name: 'For you to decide' })).toBeHidden();
  await expect(desk.getByText('Ready')).toBeVisible();
});
