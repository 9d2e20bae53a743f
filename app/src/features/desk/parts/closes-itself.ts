/** A menu that closes when the focus leaves it, and on Escape, giving the focus back to what opened it. */
export function closesItself(menu: HTMLDetailsElement): () => void {
  const onLeave = (event: FocusEvent) => {
    if (!menu.contains(event.relatedTarget as Node | null)) menu.open = false;
  };
  const onKey = (event: KeyboardEvent) => {
    if (event.key !== 'Escape' || !menu.open) return;
    event.preventDefault();
    menu.open = false;
    menu.querySelector('summary')?.focus();
  };
  menu.addEventListener('focusout', onLeave);
  menu.addEventListener('keydown', onKey);
  return () => {
    menu.removeEventListener('focusout', onLeave);
    menu.removeEventListener('keydown', onKey);
  };
}
