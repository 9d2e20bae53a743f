import { AxeBuilder } from '@axe-core/playwright';
import { expect, live, signIn, test, type Page } from './stand';
import { PHONE, WALL, wear } from './stand/looks';

const INTRUDER = { category: 'access.intruder', place: { plate: 'BV-T1-114' } };

/** What the machine is asked to play and to say is written down, and played all the same. */
function listened(): void {
  if (!location.protocol.startsWith('http')) return;
  const heard = ((window as unknown as { heard: object }).heard = {
    tones: [] as number[],
    loud: 0,
    said: [] as string[],
  });
  const start = OscillatorNode.prototype.start;
  OscillatorNode.prototype.start = function (when) {
    heard.tones.push(this.frequency.value);
    start.call(this, when);
  };
  const ramp = AudioParam.prototype.linearRampToValueAtTime;
  AudioParam.prototype.linearRampToValueAtTime = function (value, at) {
    if (value > 0 && value < 2) heard.loud = value;
    return ramp.call(this, value, at);
  };
  speechSynthesis.speak = (words) => void heard.said.push(words.text);
}
interface Heard {
  tones: number[];
  loud: number;
  said: string[];
}
const heard = (desk: Page) => desk.evaluate(() => (window as unknown as { heard: Heard }).heard);
const menu = (desk: Page) => desk.getByRole('banner').getByTitle('Duty and settings');
async function command(desk: Page, words: string) {
  await desk.keyboard.press('Control+k');
  await expect(desk.getByRole('combobox', { name: 'Commands' })).toBeFocused();
  await desk.keyboard.type(words);
  await desk.keyboard.press('Enter');
  await expect(desk.getByRole('combobox', { name: 'Commands' })).toBeHidden();
}

test('a P1 sounds at each desk as its officer chose, and never not at all', async ({ server, stage }) => {
  const context = await stage.context({ viewport: WALL });
  await context.addInitScript(listened);
  const desk = await context.newPage();
  await desk.goto('/desk');
  await signIn(desk, 'officer@demo.test');
  await expect(live(desk)).toBeVisible();

  // Chosen with the keyboard alone, and heard before anything has happened.
  await menu(desk).focus();
  await desk.keyboard.press('Enter');
  const press = async (name: string) => {
    await desk.getByRole('button', { name, exact: true }).focus();
    await desk.keyboard.press('Enter');
  };
  await press('Hear the alarm');
  await expect.poll(async () => (await heard(desk)).said).toEqual(['This is a test. A P1 sounds like this here.']);
  const before = (await heard(desk)).tones.length;
  expect(before).toBeGreaterThan(0);
  await press('Beats');
  await press('100 %'.replace(' ', ''));
  await desk.getByRole('switch', { name: 'Say aloud what and where' }).focus();
  await desk.keyboard.press('Enter');
  await press('Hear the alarm');
  await expect.poll(async () => (await heard(desk)).tones.slice(before)).toEqual(Array(6).fill(587));
  expect((await heard(desk)).loud).toBeCloseTo(0.4);
  expect((await heard(desk)).said).toHaveLength(1);

  for (const size of [PHONE, WALL])
    for (const theme of ['day', 'night'] as const) {
      await wear(desk, size, theme);
      const { violations } = await new AxeBuilder({ page: desk }).analyze();
      expect(violations, `${size.width}, ${theme}`).toEqual([]);
    }

  // It stays this person's on this device; the palette has it too, and no choice is silence.
  await desk.reload();
  await expect(live(desk)).toBeVisible();
  await command(desk, 'alarm loudness: 25');
  await menu(desk).click();
  await expect(desk.getByRole('button', { name: 'Beats', exact: true })).toHaveAttribute('aria-pressed', 'true');
  await expect(desk.getByRole('button', { name: '25%', exact: true })).toHaveAttribute('aria-pressed', 'true');
  await expect(desk.getByRole('button', { name: /^\d+%$/ })).toHaveCount(4);
  await desk.keyboard.press('Escape');

  await server.report(INTRUDER);
  await expect(desk.getByRole('region', { name: /^P1 waits/ })).toBeVisible();
  await expect.poll(async () => (await heard(desk)).tones.length).toBeGreaterThan(6);
  const { tones, loud, said } = await heard(desk);
  expect(new Set(tones)).toEqual(new Set([587]));
  expect(loud).toBeCloseTo(0.1);
  expect(said).toEqual([]);
  await command(desk, 'say aloud what and where');
  await expect
    .poll(async () => (await heard(desk)).said, { timeout: 20_000 })
    .toContainEqual(expect.stringMatching(/^Priority one\. .*Check-in A/));
});
