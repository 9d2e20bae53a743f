/** A dock that would cover more than this of the window ends the page instead of lying over it. */
const MOST = 1 / 3;

const sizes =
  typeof ResizeObserver === 'undefined'
    ? undefined
    : new ResizeObserver((all) => all.forEach(({ target }) => judge(target)));
const known = new WeakSet<Element>();

/** With letters twice as large, or in a window held sideways, what may be pressed stands after what is read. */
export function watchDocks(): void {
  for (const dock of document.querySelectorAll('.dock')) {
    if (known.has(dock)) continue;
    known.add(dock);
    sizes?.observe(dock);
  }
}

export function judgeDocks(): void {
  document.querySelectorAll('.dock').forEach(judge);
}

function judge(dock: Element): void {
  dock.toggleAttribute('data-tall', dock.clientHeight > innerHeight * MOST);
}
