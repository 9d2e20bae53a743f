/** How long a screen takes to settle, in milliseconds: its heading has been read by then, and what stands under it with it. */
const SETTLES_MS = 1_500;

/** A status that is told when it changes. What stands there when the screen comes is read with the screen, and not said twice. */
export function tellsChanges(node: HTMLElement): () => void {
  node.setAttribute('aria-live', 'off');
  const timer = setTimeout(() => node.setAttribute('aria-live', 'polite'), SETTLES_MS);
  return () => clearTimeout(timer);
}

/** What was asked for takes the focus where the button that asked has gone, so that nobody is thrown back to the top. */
export function takesFocus(node: HTMLElement): void {
  node.focus({ preventScroll: true });
}
