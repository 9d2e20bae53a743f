import { DESK_LANGUAGES, type Language } from '../../app/src/i18n/languages';
import { expect, test, type Page } from './stand';
import { worked } from './stand/walk';

const TAGS: Partial<Record<Language, string>> = { pt: 'pt-BR', zh: 'zh-Hans' };
const WIDE = { width: 1440, height: 900 };
const NARROW = { width: 390, height: 844 };
const PAGES = ['/desk', '/desk/coverage', '/desk/insight', '/desk/handover', '/desk/exports'];

/** Nothing hangs over the edge, no key stands where a sentence should, and no value was left out. */
async function look(page: Page, where: string): Promise<void> {
  for (const size of [WIDE, NARROW]) {
    await page.setViewportSize(size);
    const [scrollWidth, clientWidth] = await page.evaluate(() => {
      const { scrollWidth, clientWidth } = document.documentElement;
      return [scrollWidth, clientWidth] as const;
    });
    expect(scrollWidth, `${where} is too wide at ${size.width}`).toBeLessThanOrEqual(clientWidth);
    const text = await page.locator('body').innerText();
    expect(text, where).not.toMatch(/\{\w+\}/);
    expect(text, where).not.toMatch(
      /\b(desk|cover|rules|queue|filter|due|span|incident|know|like|why|page|timeline|act|export)\.[a-z_]+\b/,
    );
    const unsaid = await page
      .locator('button:visible, a:visible')
      .evaluateAll((all) =>
        all
          .filter((one) => !(one.textContent?.trim() || one.getAttribute('aria-label')?.trim()))
          .map((one) => one.outerHTML.slice(0, 120)),
      );
    expect(unsaid, where).toEqual([]);
    // Buttons in a row cut off what they have no room for.
    const cut = await page
      .locator('.seg > *:visible')
      .evaluateAll((all) => all.filter((one) => one.scrollWidth > one.clientWidth + 1).map((one) => one.textContent));
    expect(cut, `${where} is cut at ${size.width}`).toEqual([]);
  }
  await page.setViewportSize(WIDE);
}

test('the desk is whole in every language it speaks, wide and narrow', async ({ server, stage }) => {
  test.setTimeout(240_000);
  await worked(server, ['BV-T1-114']);
  await server.report({
    category: 'item.unattended',
    place: { plate: 'BV-T1-151' },
  });
  const desk = await stage.desk('supervisor@demo.test');
  const choice = desk.getByRole('banner').locator('select:has(option[value="nl"])');
  for (const language of DESK_LANGUAGES) {
    await choice.selectOption(language, { force: true });
    await expect(desk.locator('html')).toHaveAttribute('lang', TAGS[language] ?? language);
    await expect(desk.locator('html')).toHaveAttribute('dir', language === 'ar' ? 'rtl' : 'ltr');
    for (const path of PAGES) {
      await desk
        .getByRole('banner')
        .locator(`a[href="${path}"]`)
        .first()
        .evaluate((link: HTMLElement) => link.click());
      await expect(desk).toHaveURL(new RegExp(`${path}(\\?|$|/)`));
      await expect(
        desk.locator(`.tabs a[href="${path}"][aria-current], .tabs:not(:has(a[href="${path}"]))`),
      ).toBeVisible();
      await expect(desk.locator('main').first()).toBeVisible();
      await expect(desk.locator('[aria-busy="true"]')).toHaveCount(0);
      await look(desk, `${path} in ${language}`);
    }
    await desk
      .getByRole('banner')
      .locator('a[href="/desk"]')
      .first()
      .evaluate((link: HTMLElement) => link.click());
  }
});

test('what is spoken at the desk alone stays there', async ({ stage }) => {
  const phone = await stage.phone('/', { language: 'nl' });
  await expect(phone.locator('html')).toHaveAttribute('lang', 'en');
  await phone.goto('/desk');
  await expect(phone.locator('html')).toHaveAttribute('lang', 'nl');
  await expect(phone.getByRole('button', { name: 'Inloggen' })).toBeVisible();
  await phone.goto('/patrol');
  await expect(phone.locator('html')).toHaveAttribute('lang', 'nl');
});
