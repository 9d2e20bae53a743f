import { readFile } from 'node:fs/promises';
import deskAr from '../../../app/src/i18n/desk/ar';
import deskEn from '../../../app/src/i18n/desk/en';
import majorAr from '../../../app/src/i18n/major/ar';
import majorEn from '../../../app/src/i18n/major/en';
import patrolAr from '../../../app/src/i18n/patrol/ar';
import patrolEn from '../../../app/src/i18n/patrol/en';
import rollAr from '../../../app/src/i18n/rollcall/ar';
import rollEn from '../../../app/src/i18n/rollcall/en';
import { expect, keptForLater, PASSWORD, PHOTOS, type Page, type Server, type Stage } from './index';
import { PHONE, WALL } from './looks';
import { putPhoto, speaker, type Spoken, type Visit, type Words } from './walk';

const BAG = {
  category: 'item.unattended',
  place: { plate: 'BV-T1-114' },
  narrative: 'Black hard case, wires at the side pocket.',
};

async function enter(stage: Stage, path: string, email: string, language: Spoken): Promise<Page> {
  const t = speaker((language === 'ar' ? deskAr : deskEn) as Words);
  const hand = path.startsWith('/patrol');
  const page = await stage.phone(path, { language }, { viewport: hand ? PHONE : WALL });
  await page.getByLabel(t('sign.email')).fill(email);
  await page.getByLabel(t('sign.password')).fill(PASSWORD);
  await page.getByRole('button', { name: t('sign.go') }).click();
  return page;
}

/** The roll of a shift: as whoever calls it sees it, this one and the next, and as everybody else does. */
export async function walkRoll(stage: Stage, server: Server, language: Spoken, visit: Visit): Promise<void> {
  const r = speaker((language === 'ar' ? rollAr : rollEn) as Words);
  await server.report({ category: 'fault.alarm', place: { plate: 'BV-T1-114' } });
  const page = await enter(stage, '/desk/handover/roll', 'supervisor@demo.test', language);
  await page
    .getByRole('button', { name: new RegExp(`^${r('call_present')}: Dele Osei`) })
    .first()
    .click();
  await expect(page.locator('.rolls').getByText(r('present'), { exact: true }).first()).toBeVisible();
  await visit(page, 'roll');
  await page.getByRole('button', { name: r('next') }).click();
  await expect(page.getByRole('button', { name: r('next') })).toHaveAttribute('aria-pressed', 'true');
  await visit(page, 'roll-next');
  const other = await enter(stage, '/desk/handover/roll', 'officer@demo.test', language);
  await expect(other.getByText(r('calls'))).toBeVisible();
  await visit(other, 'roll-seen');
}

/** On patrol: my job and its forms, what waits on the phone, what was refused, the call for help, and the door without a line. */
export async function walkPatrol(stage: Stage, server: Server, language: Spoken, visit: Visit): Promise<void> {
  const p = speaker((language === 'ar' ? patrolAr : patrolEn) as Words);
  const plural = (language === 'ar' ? patrolAr : patrolEn)['saved_photos'] as Record<string, string>;
  const { id, receipt } = await server.report(BAG);
  await putPhoto(server, id, receipt, await readFile(PHOTOS.withPlace));
  await server.report({ category: 'crime.damage', place: { plate: 'BV-PA-04' } });
  const page = await enter(stage, '/patrol', 'officer@demo.test', language);
  const big = (key: string) => page.getByRole('main').getByRole('button', { name: p(key), exact: true });
  await expect(page.locator('.pics img')).toBeVisible();
  await visit(page, 'patrol');
  await page.locator('.ptop summary').click();
  await visit(page, 'patrol-menu');
  await page.locator('.ptop summary').click();
  await big('act_acknowledge').click();
  await expect(big('undo')).toBeVisible();
  await big('note').click();
  await visit(page, 'patrol-note');
  await big('voice').click();
  await expect(big('voice_stop')).toBeFocused();
  await visit(page, 'patrol-voice');
  await big('voice_drop').click();
  await big('cancel').click();
  for (const part of ['near', 'map']) {
    await page.getByRole('link', { name: p(part), exact: true }).click();
    await expect(page).toHaveURL(new RegExp(part));
    await visit(page, `patrol-${part}`);
  }
  await page.getByRole('button', { name: p('scan'), exact: true }).click();
  await page.getByLabel(p('scan_code')).fill('XX YY');
  await page.getByRole('button', { name: p('scan_use') }).click();
  await expect(page.getByText(p('scan_unknown'))).toBeVisible();
  await visit(page, 'patrol-scan');
  await page.keyboard.press('Escape');
  await page.getByRole('link', { name: p('mine'), exact: true }).click();

  let isBad = true;
  await page.route(/\/note$/, (route) => (isBad ? route.fulfill({ status: 500 }) : route.continue()));
  await big('note').click();
  await page.getByLabel(p('note_what')).fill('The door is shut.');
  await big('save').click();
  await expect(page.getByRole('button', { name: p('aside_again') })).toBeVisible({ timeout: 30_000 });
  await visit(page, 'patrol-refused');
  isBad = false;
  await page.getByRole('button', { name: p('aside_drop') }).click();
  // A page that asks through a story is not served by its worker.
  await page.unrouteAll();

  await keptForLater(page);
  await page.waitForLoadState('networkidle', { timeout: 3_000 }).catch(() => undefined);
  await page.context().setOffline(true);
  await page.locator('[data-camera]').setInputFiles(PHOTOS.withPlace);
  await expect(page.getByText(plural['one']!.replace('{count}', '1'))).toBeVisible();
  await visit(page, 'patrol-waits');
  const help = page.getByRole('button', { name: new RegExp(`^${p('help')}`) });
  await help.focus();
  await page.keyboard.press('Enter');
  await page.keyboard.press('Enter');
  await expect(page.getByText(p('help_unsent'))).toBeVisible();
  await visit(page, 'patrol-unheard');
  await page.reload();
  await expect(page.getByRole('heading', { level: 1, name: p('door_title') })).toBeVisible();
  await visit(page, 'patrol-door');
  await page.context().setOffline(false);
}

/** A big incident: declared, led, with a turn that waits and a place that is set; and the page of a warden. */
export async function walkMajor(stage: Stage, server: Server, language: Spoken, visit: Visit): Promise<void> {
  const b = speaker((language === 'ar' ? majorAr : majorEn) as Words);
  await server.report({ category: 'hazard.fire', place: { zone: 'check-in-b' }, narrative: 'Smoke from the ceiling.' });
  const mia = await server.officer();
  const incident = await mia.onlyIncident();
  await mia.act(incident, 'acknowledge', { version: incident.version });
  const page = await enter(stage, '/desk/A-0001', 'officer@demo.test', language);
  await expect(page.locator('[data-act="en_route"]').first()).toBeEnabled();
  await page.keyboard.press('!');
  const declare = page.getByRole('form', { name: b('declare') });
  await expect(declare).toBeVisible();
  await visit(page, 'major-declare');
  await declare.getByRole('button', { name: b('declare') }).click();
  await expect(page.getByText(b('zones_none'))).toBeVisible();
  const major = /major\/([\w-]+)/.exec(page.url())![1]!;
  const act = async (what: object) => {
    const { version } = await mia.read<{ version: number }>(`/desk/major/${major}`);
    await mia.post(`/desk/major/${major}/acts`, { version, act: what });
  };
  const station = crypto.randomUUID();
  await act({ do: 'zone', id: crypto.randomUUID(), zone: 'check-in-a', to: 'evacuate' });
  await act({ do: 'station', id: station, name: 'Car park, level 2', expected: 40 });
  await act({ do: 'resource', id: crypto.randomUUID(), what: 'Fire engine', callsign: 'F-31' });
  await expect(page.getByRole('link', { name: 'Car park, level 2' })).toBeVisible();
  await visit(page, 'major');
  await page.keyboard.press('p');
  await expect(page.getByRole('form', { name: b('locate') })).toBeVisible();
  await visit(page, 'major-place');
  await page.keyboard.press('Escape');
  await page.goto(`/desk/major/${major}/muster/${station}`);
  await page.getByRole('button', { name: b('more') }).click();
  await expect(page.locator('.wcount .huge')).toHaveText('1');
  await visit(page, 'warden');
}
