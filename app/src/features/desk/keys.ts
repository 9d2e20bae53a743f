/** The keyboard of the desk. Single keys act only where nobody is writing; which of them does what stands in the register. */
import { workOf, type Local } from './doing';
import { isOver } from './ordering';
import { REGISTER, type CommandId } from './register';
import { keyring } from './state/keyring.svelte';
import type { Room } from './state/room';

/** Without a Shift, on most keyboards, the key that zooms in. */
const ALSO: Record<string, CommandId> = { '=': 'map.in' };

export function keymap(room: Room, local: Local): (event: KeyboardEvent) => void {
  const { desk, detail, commands, joining, selection, alarm } = room;
  return (event) => {
    void alarm.unlock();
    if (event.defaultPrevented || document.querySelector('dialog[open]')) return;
    const target = event.target as HTMLElement;
    const plain = !event.ctrlKey && !event.metaKey && !event.altKey;
    if (event.key === 'Escape' && plain) {
      if (isWriting(target)) target.blur();
      else local.leave();
      return;
    }
    if (isWriting(target)) return;
    if ((plain && ofRow(event)) || ofChar(event)) event.preventDefault();
  };

  /** What has no letter and acts only from where the focus is: it needs no modifier, whatever is chosen. */
  function ofRow(event: KeyboardEvent): boolean {
    const row = event.target instanceof Element ? event.target.closest<HTMLElement>('.qrow') : null;
    const id = row?.dataset['id'];
    if (event.key === ' ' && id !== undefined) return done(() => selection.toggle(id));
    if (event.key === 'ArrowDown' && walks(event.target)) return run('next', event);
    if (event.key === 'ArrowUp' && walks(event.target)) return run('back', event);
    return false;
  }

  function ofChar(event: KeyboardEvent): boolean {
    const key = keyring.char(event);
    if (key === undefined) return false;
    // Shift walks on choosing.
    const step =
      event.shiftKey && /^[A-Z]$/.test(key)
        ? (['next', 'back'] as const).find((id) => keyring.of(id) === key)
        : undefined;
    if (step !== undefined) {
      const from = desk.selected;
      run(step, event);
      return done(() => selection.extend(from, desk.selected));
    }
    if (parts(key)) return true;
    const comparing = commands.form === 'merge' && /^\p{L}$/u.test(key);
    for (const { id, context } of REGISTER) {
      if (keyring.of(id) !== key) continue;
      // All letters belong to the comparison, but for what is heard everywhere.
      if (comparing && context === 'desk') continue;
      if (run(id, event)) return true;
    }
    if (comparing) return true;
    const also = ALSO[key];
    return also !== undefined && run(also, event);
  }

  /** While reports are split off, their numbers choose them. */
  function parts(key: string): boolean {
    const whole = detail.whole;
    const { chosen } = desk;
    if (commands.form !== 'split' || chosen === undefined || whole?.id !== chosen.id) return false;
    if (isOver(chosen) || !desk.isLive) return false;
    const report = whole.reports[Number(key) - 1];
    return report !== undefined && done(() => joining.pick(report.id));
  }

  function run(id: CommandId, event: KeyboardEvent): boolean {
    const work = workOf(id, room, local, event);
    return work !== undefined && done(work);
  }
}

function done(work: () => unknown): true {
  work();
  return true;
}

export const isWriting = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));

/** The palette's chord works wherever the desk has the focus, in fields too. */
export const opensPalette = (event: KeyboardEvent): boolean =>
  event.key.toLowerCase() === 'k' && (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey;

/** Arrows walk the queue from the page and from its rows; elsewhere they scroll or move what has the focus. */
function walks(target: EventTarget | null): boolean {
  return target === document.body || (target instanceof Element && target.closest('.qrow, .queue') !== null);
}
