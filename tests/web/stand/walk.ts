import { createHash, randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import laterAr from '../../../app/src/i18n/later/ar';
import laterEn from '../../../app/src/i18n/later/en';
import learnAr from '../../../app/src/i18n/learn/ar';
import learnEn from '../../../app/src/i18n/learn/en';
import ar from '../../../app/src/i18n/reporter/ar';
import en from '../../../app/src/i18n/reporter/en';
import deskAr from '../../../app/src/i18n/desk/ar';
import deskEn from '../../../app/src/i18n/desk/en';
import exportsAr from '../../../app/src/i18n/exports/ar';
import exportsEn from '../../../app/src/i18n/exports/en';
import talkAr from '../../../app/src/i18n/talk/ar';
import talkEn from '../../../app/src/i18n/talk/en';
import { expect, keptForLater, live, PASSWORD, PHOTOS, type Page, type Server, type Stage } from './index';

export type Spoken = 'en' | 'ar';
export type Words = Record<string, string | Record<string, string>>;
export type Visit = (page: Page, screen: string) => Promise<void>;

const AIRPORT = 'Bayview Airport';
const OTHER = 7;
const BAG = 1;
const DANGER = 0;
/** Only looks, and a number to call: both are noticed. */
const LOOKS = {
  en: 'A tall man in a dark coat. 020 7946 0958',
  ar: 'رجل طويل يرتدي معطفا. 020 7946 0958',
};

/** The sentence of a key as it stands on the page, in the language of the walk; of one with a number, what is before it. */
export function speaker(words: Words): (key: string) => string {
  return (key) => {
    const sentence = words[key];
    if (typeof sentence !== 'string') throw new Error(`${key} is no plain sentence`);
    return sentence.split('{')[0]?.trim() ?? '';
  };
}

/** Through every screen a traveller can meet, on one report. */
export async function walkReporter(stage: Stage, server: Server, language: Spoken, visit: Visit): Promise<void> {
  const t = speaker(language === 'ar' ? { ...ar, ...laterAr } : { ...en, ...laterEn });
  const lesson = speaker(language === 'ar' ? (learnAr as Words) : (learnEn as Words));
  const page = await stage.phone('/', { language });
  const title = (name: string) => expect(page.getByRole('heading', { level: 1, name })).toBeVisible();
  const button = (name: string) => page.getByRole('button', { name });
  const tile = (index: number) => page.getByRole('main').getByRole('button').nth(index);
  const back = () => page.getByRole('button', { name: t('bar.back'), exact: true }).click();

  await title(t('home.no_venue'));
  await visit(page, 'start');
  await page.goto('/venues');
  await expect(button(AIRPORT)).toBeVisible();
  await visit(page, 'venues');
  await page.goto('/settings');
  await title(t('settings.title'));
  await visit(page, 'settings');

  await page.goto('/learn');
  await title(lesson('learn.title'));
  await visit(page, 'learn');
  await page.getByRole('link', { name: lesson('bag.title') }).click();
  await button(lesson('bag.a2')).click();
  await expect(page.getByText(lesson('learn.again'))).toBeVisible();
  await visit(page, 'lesson');

  await page.goto('/p/BV-T1-114');
  await title(AIRPORT);
  await visit(page, 'home');
  await button(t('home.report')).click();
  await title(t('what.title'));
  await visit(page, 'what');
  await page.getByRole('link', { name: t('what.words') }).click();
  await page.getByRole('searchbox').fill('a');
  await page.getByRole('searchbox').fill('ab');
  await title(t('search.title'));
  await visit(page, 'search');
  await back();
  await title(t('what.title'));
  await tile(DANGER).click();
  await expect(page.getByRole('link', { name: t('sos.call_button') })).toBeVisible();
  await visit(page, 'danger');
  await button(t('sos.change')).click();
  await title(t('what.title'));

  await tile(BAG).click();
  await expect(page.getByRole('application')).toBeVisible();
  await visit(page, 'where');
  await page.getByRole('link', { name: t('where.list') }).click();
  await title(t('list.title'));
  await visit(page, 'list');
  await back();
  await page.getByRole('link', { name: t('where.scan') }).click();
  await title(t('sign.title'));
  await visit(page, 'sign');
  await back();
  await button(t('where.send')).click();

  const asked = page.getByRole('heading', { level: 1 });
  await expect(button(t('ask.unsure'))).toBeVisible();
  await visit(page, 'kind');
  await button(t('ask.unsure')).click();
  await expect(page.getByRole('figure')).toHaveCount(3);
  await visit(page, 'question');
  // The wires are among the first three questions; whoever sees them is called away.
  for (let question = 0; question < 3 && !(await button(t('sos.called')).isVisible()); question++) {
    const before = (await asked.textContent()) ?? '';
    await tile(1).click();
    await expect(asked).not.toHaveText(before);
  }
  await expect(button(t('sos.called'))).toBeVisible();
  await visit(page, 'called-away');
  await button(t('sos.called')).click();
  await button(t('ask.done')).click();
  await title(t('status.received'));
  await visit(page, 'status');

  await page.getByRole('link', { name: t('status.add_photos'), exact: true }).click();
  await page.getByLabel(t('photos.pick')).setInputFiles([PHOTOS.withPlace, PHOTOS.turned]);
  await page
    .getByRole('button', { name: t('photos.blur') })
    .first()
    .click();
  await title(t('blur.title'));
  await button(t('blur.add')).click();
  await visit(page, 'blur');
  await button(t('blur.use')).click();
  await expect(page.getByRole('figure').filter({ hasText: t('photos.sent') })).toHaveCount(2);
  await visit(page, 'photos');
  await button(t('photos.done')).click();
  await title(t('words.title'));
  await page.getByLabel(t('words.label')).fill(LOOKS[language]);
  await expect(page.getByText(t('warn.number'))).toBeVisible();
  await visit(page, 'words');
  // The bag with wires became urgent, and then nobody is asked for better words.
  await button(t('words.skip')).click();

  const officer = await server.officer();
  const incident = await officer.onlyIncident();
  await officer.act(incident, 'acknowledge', { version: incident.version });
  await officer.act(incident, 'message', { text: 'Which way did they go?' });
  await title(t('status.acknowledged'));
  await officer.act(incident, 'message', { card: 'way' });
  await expect(button(t('card.unseen'))).toBeVisible();
  await visit(page, 'talk');
  await button(t('card.words')).click();
  await visit(page, 'card-words');
  await button(t('card.unseen')).click();
  await expect(button(t('card.change'))).toBeVisible();
  await page.getByText(t('receipt.spell')).click();
  await page.getByText(t('receipt.proofs')).click();
  await visit(page, 'receipt-open');
  await page.getByRole('link', { name: t('status.take_back') }).click();
  await title(t('back.title'));
  await visit(page, 'take-back');

  await page.goto('/p/BV-T1-114');
  await button(t('home.report')).click();
  await tile(OTHER).click();
  await button(t('where.send')).click();
  await expect(page).toHaveURL(/questions$/);
  await page.goto(page.url().replace('/questions', '/words'));
  await page.getByLabel(t('words.label')).fill(LOOKS[language]);
  await button(t('words.add')).click();
  await title(t('coach.title'));
  await visit(page, 'coach');

  await page.goto('/reports/open');
  await page.getByLabel(t('receipt.label')).fill('ABCD EFGH');
  await button(t('receipt.open_button')).click();
  await expect(page.getByRole('alert')).not.toBeEmpty();
  await visit(page, 'receipt');

  await keptForLater(page);
  await page.context().setOffline(true);
  await page.goto('/');
  await expect(page.getByText(t('home.offline'))).toBeVisible();
  await visit(page, 'home-no-signal');
  await button(t('home.report')).click();
  await tile(OTHER).click();
  await page.getByRole('link', { name: t('where.list') }).click();
  await page.getByRole('main').getByRole('listitem').getByRole('button').first().click();
  await button(t('where.send')).click();
  await expect(page.getByText(t('sent.held'))).toBeVisible();
  await visit(page, 'held');
  await page.goto('/reports');
  await title(t('mine.held'));
  await visit(page, 'mine');
}

/** Through everything the desk can show: quiet, an incident with photos, each form, the alarm, and no line. */
export async function walkDesk(stage: Stage, server: Server, language: Spoken, visit: Visit): Promise<void> {
  const t = speaker(language === 'ar' ? (deskAr as Words) : (deskEn as Words));
  const talk = speaker((language === 'ar' ? talkAr : talkEn) as Words);
  const page = await stage.phone('/desk', { language }, { viewport: { width: 1440, height: 900 } });
  const acts = page.getByRole('toolbar', { name: t('act.bar') });
  await expect(page.getByRole('heading', { name: t('sign.title') })).toBeVisible();
  await visit(page, 'sign-in');
  await page.getByLabel(t('sign.email')).fill('officer@demo.test');
  await page.getByLabel(t('sign.password')).fill(PASSWORD);
  await page.getByRole('button', { name: t('sign.go') }).click();
  await expect(page.getByText(t('queue.quiet'))).toBeVisible();
  await expect(live(page, t('top.live'))).toBeVisible();
  await visit(page, 'quiet');

  const { id, receipt } = await server.report({
    category: 'item.unattended',
    narrative: 'Black case behind the bin. A man in a blue coat left it and went to the trains.',
    place: { plate: 'BV-T1-114' },
    answers: { hot_hidden: 'yes' },
  });
  for (const photo of [PHOTOS.withPlace, PHOTOS.turned]) await putPhoto(server, id, receipt, await readFile(photo));
  const queue = page.getByRole('region', { name: t('desk.queue') });
  await queue.getByRole('listitem').getByRole('button').first().click();
  const photos = page.getByRole('main').getByRole('img', { name: t('photo.open') });
  await expect(photos).toHaveCount(2);
  await expect(acts).toBeVisible();
  await visit(page, 'incident');

  const more = acts.getByRole('button', { name: t('act.more') });
  await more.click();
  await expect(page.getByRole('region', { name: t('act.more') })).toBeVisible();
  await visit(page, 'more');
  await more.click();
  for (const act of ['priority', 'reroute', 'note'] as const) {
    // What has no place in the bar is behind "More".
    if (act !== 'reroute') await more.click();
    await page.locator(`[data-act="${act}"]`).click();
    await expect(page.getByRole('button', { name: t('act.cancel') })).toBeVisible();
    await visit(page, act);
    await page.getByRole('button', { name: t('act.cancel') }).click();
  }
  await page.keyboard.press('?');
  await expect(page.getByRole('button', { name: t('keys.close') })).toBeVisible();
  await visit(page, 'keys');
  await page.keyboard.press('Escape');
  await photos.first().click();
  await expect(page.getByRole('dialog').getByRole('img')).toBeVisible();
  await visit(page, 'photo');
  await page.keyboard.press('o');
  const original = page.getByRole('dialog', { name: talk('original_title') });
  await original.getByLabel(talk('original_reason')).fill('case 17');
  await original.getByLabel(talk('original_password')).fill('not mine');
  await page.keyboard.press('Enter');
  await expect(original.getByRole('alert')).not.toBeEmpty();
  await visit(page, 'original');
  await page.keyboard.press('Escape');
  await expect(original).toBeHidden();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toBeHidden();

  await acts.getByRole('button', { name: t('act.acknowledge') }).click();
  await expect(acts.getByRole('button', { name: t('act.en_route') })).toBeVisible();
  await visit(page, 'undo');
  await more.click();
  await page.locator('[data-act="snooze"]').click();
  await expect(page.getByRole('form', { name: t('act.snooze') })).toBeVisible();
  await visit(page, 'snooze');
  await page.keyboard.press('Escape');
  await page.keyboard.press('Escape');
  await more.click();
  await page.locator('[data-act="resolve"]').click();
  await expect(page.getByRole('button', { name: t('disposition.owner_found') })).toBeVisible();
  await visit(page, 'resolve');
  await page.keyboard.press('Escape');

  await server.report({
    category: 'access.intruder',
    place: { plate: 'BV-T1-122' },
  });
  await expect(page.getByRole('button', { name: t('act.acknowledge') }).first()).toBeVisible();
  await visit(page, 'alarm');
  await page.keyboard.press('q');
  await expect(page.getByRole('group', { name: t('alarm.mute_why') })).toBeVisible();
  await visit(page, 'mute');
  await page.keyboard.press('1');
  const officer = await server.officer();
  for (const incident of await officer.incidents())
    if (incident.status === 'open') await officer.act(incident, 'acknowledge', { version: incident.version });
  await expect(page.getByRole('group', { name: t('alarm.mute_why') })).toBeHidden();
  await server.stop();
  await expect(page.getByText(t('lost.pages_hint'))).toBeVisible();
  await visit(page, 'no-line');
}

/** Through what several reports of one thing need: related, compared, merged, taken back, split off. */
export async function walkMerge(stage: Stage, server: Server, language: Spoken, visit: Visit): Promise<void> {
  const t = speaker(language === 'ar' ? (deskAr as Words) : (deskEn as Words));
  const page = await stage.phone('/desk', { language }, { viewport: { width: 1440, height: 900 } });
  const acts = page.getByRole('toolbar', { name: t('act.bar') });
  const bag = { category: 'item.unattended', place: { plate: 'BV-T1-114' } };
  const first = await server.report({
    ...bag,
    narrative: 'Black case by the pillar, nobody near.',
    answers: { hot_hidden: 'no', hot_typical: 'no' },
  });
  await putPhoto(server, first.id, first.receipt, await readFile(PHOTOS.withPlace));
  await server.report({
    ...bag,
    narrative: 'Maleta negra, sola.',
    language: 'es',
    answers: { hot_hidden: 'no' },
  });
  const second = await server.report({
    category: 'item.unattended',
    place: { plate: 'BV-T1-101' },
    narrative: 'Blue bag under the seats, half hidden.',
    answers: { hot_hidden: 'yes', hot_typical: 'no' },
  });
  await putPhoto(server, second.id, second.receipt, await readFile(PHOTOS.turned));
  await page.getByLabel(t('sign.email')).fill('officer@demo.test');
  await page.getByLabel(t('sign.password')).fill(PASSWORD);
  await page.getByRole('button', { name: t('sign.go') }).click();
  const queue = page.getByRole('region', { name: t('desk.queue') });
  await queue.getByRole('listitem').getByRole('button').filter({ hasText: 'A-0002' }).click();
  await expect(page.getByRole('region', { name: t('same.title') })).toContainText('A-0001');
  await visit(page, 'related');

  await page.keyboard.press('d');
  await expect(page.getByRole('columnheader')).toHaveCount(2);
  await expect(page.getByRole('main').getByRole('img', { name: t('compare.photo') })).toHaveCount(2);
  await visit(page, 'compare');
  await page.keyboard.press('m');
  await expect(page.getByRole('link', { name: 'A-0002', exact: true })).toBeVisible();
  await visit(page, 'merged');
  await page.getByRole('link', { name: 'A-0002', exact: true }).click();
  await expect(acts.getByRole('button', { name: t('act.unmerge') })).toBeVisible();
  await visit(page, 'merged-into');
  await page.getByRole('link', { name: t('merged.into') }).click();
  await expect(page.getByRole('button', { name: t('split.open') })).toBeVisible();
  await page.keyboard.press('x');
  await page.keyboard.press('2');
  await expect(page.getByRole('checkbox', { name: /R2/ })).toBeChecked();
  await visit(page, 'split');
}

export async function putPhoto(server: Server, report: string, receipt: string, bytes: Buffer): Promise<void> {
  const digest = createHash('sha256').update(bytes).digest('base64');
  await server.ask(`/reports/${report}/photos/${randomUUID()}`, {
    method: 'PUT',
    headers: {
      Authorization: `Receipt ${receipt}`,
      'Content-Type': 'image/jpeg',
      'Content-Digest': `sha-256=:${digest}:`,
    },
    body: new Uint8Array(bytes),
  });
}

/** The board of days as a supervisor sees it: a gap, who could come, the form; and an officer's own. */
export async function walkCoverage(stage: Stage, server: Server, language: Spoken, visit: Visit): Promise<void> {
  const t = speaker(language === 'ar' ? (deskAr as Words) : (deskEn as Words));
  const boss = await server.officer('supervisor@demo.test');
  const thandi = (await boss.people()).find(({ label }) => label.startsWith('Thandi'))!;
  const until = new Date(Date.now() + 30 * 3_600_000).toISOString();
  await boss.post(`/desk/duty/${thandi.id}`, {
    state: 'sick',
    until,
    reason: 'rang in',
  });
  const page = await stage.phone('/desk/coverage', { language }, { viewport: { width: 1440, height: 900 } });
  await page.getByLabel(t('sign.email')).fill('supervisor@demo.test');
  await page.getByLabel(t('sign.password')).fill(PASSWORD);
  await page.getByRole('button', { name: t('sign.go') }).click();
  await expect(page.getByRole('heading', { name: t('cover.who_could') })).toBeVisible();
  await expect(page.locator('.cands button').first()).toBeVisible();
  await page.keyboard.press('1');
  await expect(page.getByRole('heading', { name: t('cover.asks') })).toBeVisible();
  await visit(page, 'coverage');
  await page.keyboard.press('o');
  await expect(page.getByRole('form')).toBeVisible();
  await visit(page, 'coverage-form');
  await page.keyboard.press('Escape');
  await page.getByLabel(t('top.menu')).click();
  await expect(page.getByRole('group', { name: t('duty.sick_for') })).toBeVisible();
  await visit(page, 'menu');
}

/** Exports: asking for an incident and for a time, one that waits for a second person, and one that is ready. */
export async function walkExports(stage: Stage, server: Server, language: Spoken, visit: Visit): Promise<void> {
  const arabic = language === 'ar';
  const [t, x] = [
    speaker(arabic ? (deskAr as Words) : (deskEn as Words)),
    speaker((arabic ? exportsAr : exportsEn) as Words),
  ];
  await server.report({ category: 'item.unattended', place: { plate: 'BV-T1-114' } });
  const mia = await server.officer('officer@demo.test');
  const now = Date.now();
  const day = (days: number) => new Date(now + days * 86_400_000).toISOString();
  const wish = { kind: 'incidents_csv', venue: 'bayview', from: day(-3), to: day(1), reason: 'weekly list' };
  await mia.post('/desk/exports', wish);
  await mia.post('/desk/exports', { ...wish, words: true, reason: 'audit of October' });
  const page = await stage.phone('/desk/exports', { language }, { viewport: { width: 1440, height: 900 } });
  await page.getByLabel(t('sign.email')).fill('supervisor@demo.test');
  await page.getByLabel(t('sign.password')).fill(PASSWORD);
  await page.getByRole('button', { name: t('sign.go') }).click();
  await expect(page.getByRole('heading', { name: x('export.to_agree') })).toBeVisible();
  await page.getByRole('button', { name: new RegExp(`^${x('export.approve')}`) }).click();
  await expect(page.getByLabel(new RegExp(`^${x('export.password')}`))).toBeFocused();
  await visit(page, 'exports-agree');
  await page.keyboard.press('Escape');
  await page.getByRole('heading', { level: 1 }).click();
  await page.keyboard.press('y');
  await expect(page.getByRole('form', { name: x('export.new') })).toBeVisible();
  await visit(page, 'exports-period');
  await page.goto('/desk/A-0001');
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await expect(page.getByRole('button', { name: t('act.more') }).first()).toBeEnabled();
  await page.keyboard.press('y');
  // It comes with the key, a moment later.
  await expect(page.getByRole('form')).toBeVisible();
  await page.keyboard.press('2');
  await expect(page.getByLabel(new RegExp(`^${x('export.password')}`))).toBeVisible();
  await visit(page, 'exports-incident');
}

/** What an administrator sets up: rules with a fault, what they would do, suggestions, channels. */
export async function walkAdmin(stage: Stage, server: Server, language: Spoken, visit: Visit): Promise<void> {
  const t = speaker(language === 'ar' ? (deskAr as Words) : (deskEn as Words));
  await server.report({
    category: 'item.unattended',
    place: { plate: 'BV-T1-114' },
  });
  const page = await stage.phone('/desk', { language }, { viewport: { width: 1440, height: 900 } });
  await page.getByLabel(t('sign.email')).fill('admin@demo.test');
  await page.getByLabel(t('sign.password')).fill(PASSWORD);
  await page.getByRole('button', { name: t('sign.go') }).click();
  await expect(page.getByText(t('rules.none'))).toBeVisible();
  await page.getByRole('button', { name: t('rules.add') }).click();
  await page.getByLabel(t('rules.name'), { exact: true }).fill('Bags at night');
  await page.getByLabel(t('rules.when')).fill('report.categry == "item.unattended"');
  await expect(page.getByText(/categry/).last()).toBeVisible();
  await visit(page, 'rules-wrong');
  await page.getByLabel(t('rules.when')).fill('report.category == "item.unattended"');
  await page.getByLabel(t('rules.priority')).selectOption('1');
  await expect(page.getByText(t('rules.fine'))).toBeVisible();
  await page.getByRole('button', { name: t('rules.replay') }).click();
  await expect(page.locator('#told-title')).toBeVisible();
  await visit(page, 'rules');
  await page.getByRole('link', { name: t('admin.suggestions') }).click();
  await expect(page.getByText(t('suggest.none'))).toBeVisible();
  await visit(page, 'suggestions');
  await page.getByRole('link', { name: t('admin.channels') }).click();
  await expect(page.getByText(t('channels.none'))).toBeVisible();
  await visit(page, 'channels');
}

/** Some incidents that are over, so that numbers say something: each was told, acknowledged, reached and ended at once. */
export async function worked(server: Server, plates: string[]): Promise<void> {
  const boss = await server.officer('supervisor@demo.test');
  for (const plate of plates) {
    await server.report({ category: 'item.unattended', place: { plate } });
    const open = (await boss.incidents()).find(({ status }) => status === 'open')!;
    let { version } = await boss.act<{ version: number }>(open, 'acknowledge', { version: open.version });
    for (const body of [{ to: 'on_scene' }, { to: 'resolved', disposition: 'owner_found' }])
      ({ version } = await boss.act<{ version: number }>(open, 'status', { version, ...body }));
  }
}

/** Numbers about the work: nothing yet, then charts, then the same as tables; and as whoever reads no report sees them. */
export async function walkInsight(stage: Stage, server: Server, language: Spoken, visit: Visit): Promise<void> {
  const t = speaker(language === 'ar' ? (deskAr as Words) : (deskEn as Words));
  const enter = async (email: string) => {
    const page = await stage.phone('/desk/insight', { language }, { viewport: { width: 1440, height: 900 } });
    await page.getByLabel(t('sign.email')).fill(email);
    await page.getByLabel(t('sign.password')).fill(PASSWORD);
    await page.getByRole('button', { name: t('sign.go') }).click();
    return page;
  };
  const page = await enter('supervisor@demo.test');
  await expect(page.locator('.innone')).toBeVisible();
  await visit(page, 'insight-nothing');
  await worked(server, [...Array<string>(6).fill('BV-T1-114'), ...Array<string>(5).fill('BV-T1-151'), 'BV-LS-01']);
  await expect(async () => {
    await page.getByRole('button', { pressed: true }).first().click();
    await expect(page.locator('.ht tbody tr')).toHaveCount(3, { timeout: 500 });
  }).toPass();
  await visit(page, 'insight');
  await page.keyboard.press('t');
  await expect(page.locator('.hourly tbody tr')).toHaveCount(24);
  await visit(page, 'insight-tables');
  const admin = await enter('admin@demo.test');
  // One alone is in no count of five.
  await expect(admin.locator('.ht tbody tr')).toHaveCount(2);
  await visit(admin, 'insight-coarse');
}
