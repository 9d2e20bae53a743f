import type { Page } from '@playwright/test';
import type { Incident, Officer } from './server';

const STANDING = 'open,acknowledged,en_route,on_scene,reopened';

/** What the server holds open in a venue, page by page. */
export async function standing(officer: Officer, venue = 'bayview'): Promise<Incident[]> {
  const all: Incident[] = [];
  for (let cursor: string | undefined; ;) {
    const query = new URLSearchParams({ venue, status: STANDING, limit: '200', ...(cursor && { cursor }) });
    const page = await officer.read<{ items: Incident[]; next_cursor?: string }>(`/desk/incidents?${query}`);
    all.push(...page.items);
    cursor = page.next_cursor;
    if (cursor === undefined) return all;
  }
}

export interface Queued {
  id: string;
  text: string;
}

/**
 * Every row of the queue from its first to its last, though only those in sight are drawn: scrolled through as a hand would.
 * Each place of the list is told once, so that a row in two places is there twice.
 */
export async function queued(desk: Page): Promise<Queued[]> {
  // A hand over the list holds its rows still.
  await desk.mouse.move(0, 0);
  return desk.evaluate(async () => {
    const drawn = () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
    const list = document.querySelector<HTMLElement>('.qlist')!;
    const places = new Map<string, { id: string; text: string }>();
    const before = list.scrollTop;
    for (list.scrollTop = 0; ; list.scrollTop += list.clientHeight) {
      await drawn();
      for (const row of list.querySelectorAll<HTMLElement>('.qrow')) {
        const heap = row.closest('ul')!.previousElementSibling!.firstElementChild!.textContent;
        const nth = row.closest('li')!.getAttribute('aria-posinset');
        places.set(`${heap} ${nth} ${row.dataset['id']}`, { id: row.dataset['id']!, text: row.innerText });
      }
      if (list.scrollTop + list.clientHeight >= list.scrollHeight - 1) break;
    }
    list.scrollTop = before;
    return [...places.values()];
  });
}

/** What a page holds in memory after everything that can be let go was let go, in bytes. */
export async function heap(page: Page): Promise<number> {
  const cdp = await page.context().newCDPSession(page);
  await cdp.send('HeapProfiler.enable');
  await cdp.send('HeapProfiler.collectGarbage');
  await cdp.send('HeapProfiler.collectGarbage');
  await cdp.send('Performance.enable');
  const { metrics } = await cdp.send('Performance.getMetrics');
  await cdp.detach();
  return metrics.find(({ name }) => name === 'JSHeapUsedSize')!.value;
}
