/** The keyboard of the desk. Single keys act only where nobody is writing, and never together with a modifier. */
import { actOfKey, actsOf, firstAlarm, JOIN_KEYS, KEYS, MORE_KEY } from './acts';
import { isOver } from './ordering';
import type { Room } from './state/room';
import { BULK_KEYS, type BulkAct } from './state/selection.svelte';

interface Local {
  sheet: () => void;
  leave: () => void;
}

const MAP_KEYS: Record<string, string> = { '+': 'in', '=': 'in', '-': 'out', '0': 'fit', '[': 'down', ']': 'up' };

export function keymap(room: Room, local: Local): (event: KeyboardEvent) => void {
  const { desk, detail, commands, joining, undoing, helping, selection, alarm, session, narrowing } = room;
  return (event) => {
    void alarm.unlock();
    if (
      event.defaultPrevented ||
      event.ctrlKey ||
      event.metaKey ||
      event.altKey ||
      document.querySelector('dialog[open]')
    )
      return;
    const target = event.target as HTMLElement;
    if (event.key === 'Escape') {
      if (isWriting(target)) target.blur();
      else local.leave();
      return;
    }
    if (isWriting(target)) return;
    if (act(event)) event.preventDefault();
  };

  function act(event: KeyboardEvent): boolean {
    const key = event.key.toLowerCase();
    if (event.key === '?') return done(local.sheet);
    if (event.key.toUpperCase() === KEYS.help && desk.chosen !== undefined && !selection.active)
      return done(() => (event.repeat ? helping.repeat() : helping.press()));
    if (event.key.toUpperCase() === JOIN_KEYS.undo && undoing.undo) return done(() => undoing.takeBack());
    if (bulkKey(event)) return true;
    if (joinKey(event.key.toUpperCase())) return true;
    if (key === '/') return done(() => document.getElementById('desk-find')?.focus());
    if (key === 'f') return done(() => (narrowing.open = !narrowing.open));
    if (key === 'j' || (event.key === 'ArrowDown' && walks(event.target))) return done(() => walk(1));
    if (key === 'k' || (event.key === 'ArrowUp' && walks(event.target))) return done(() => walk(-1));
    if (commands.form === undefined && !alarm.asking && /^[123]$/.test(key))
      return done(() => (desk.view = (['post', 'venue', 'all'] as const)[Number(key) - 1]!));
    const mapped = MAP_KEYS[event.key];
    if (mapped !== undefined) return done(() => dispatchEvent(new CustomEvent('desk-map', { detail: mapped })));
    if (key === 'v') return done(() => document.querySelector<HTMLElement>('[data-photo]')?.click());
    return alarmKey(key) || incidentKey(key);
  }

  function alarmKey(key: string): boolean {
    const first = firstAlarm(desk.alarms, session.me);
    if (first === undefined) return false;
    if (key === 'a' && first.help?.by.id !== session.me?.id)
      return done(() => (desk.select(first.id), commands.start('acknowledge', first, session.me!)));
    if (key === 'g') return done(() => desk.select(first.id));
    if (key === 'q') return done(() => (alarm.muted ? alarm.unmute() : (alarm.asking = !alarm.asking)));
    return false;
  }

  /** While two are compared or reports are chosen, keys belong to that; walking away takes Escape first. */
  function joinKey(key: string): boolean {
    const comparing = commands.form === 'merge';
    if (comparing && key === JOIN_KEYS.merge) return done(() => joining.merge());
    if (comparing && key === JOIN_KEYS.turn) return done(() => (joining.turned = !joining.turned));
    if (comparing && key === JOIN_KEYS.keep) return done(() => (commands.form = undefined));
    // A P1 that waits keeps its own keys.
    if (comparing) return /^[A-Z]$/.test(key) && !(desk.alarms.length > 0 && 'AGQ'.includes(key));
    const whole = detail.whole;
    if (desk.chosen === undefined || whole?.id !== desk.chosen.id || isOver(desk.chosen) || !desk.isLive) return false;
    if (key === JOIN_KEYS.split && whole.report_count > 1) return done(() => joining.split());
    const report = commands.form === 'split' ? whole.reports[Number(key) - 1] : undefined;
    if (report !== undefined) return done(() => joining.pick(report.id));
    const related = whole.related.find((one) => one.kind === 'alike');
    if (key === JOIN_KEYS.compare && related) return done(() => joining.compare(related.incident.id));
    return false;
  }

  function incidentKey(key: string): boolean {
    const incident = desk.chosen;
    if (incident === undefined || session.me === undefined) return false;
    if (key === MORE_KEY) return done(() => commands.more());
    const wanted = actOfKey(actsOf(incident, session.me), key);
    return wanted === undefined ? false : done(() => commands.start(wanted, incident, session.me!));
  }

  /** The space bar chooses the row that has the focus, Shift walks on choosing; then single keys act on all that are chosen. */
  function bulkKey(event: KeyboardEvent): boolean {
    const row = event.target instanceof Element ? event.target.closest<HTMLElement>('.qrow') : null;
    if (event.key === ' ' && row?.dataset['id'] !== undefined) {
      const { id } = row.dataset;
      return done(() => selection.toggle(id!));
    }
    if (event.shiftKey && /^[JK]$/.test(event.key)) {
      const from = desk.selected;
      walk(event.key === 'J' ? 1 : -1);
      return done(() => selection.extend(from, desk.selected));
    }
    if (!selection.active || session.me === undefined) return false;
    const act = (Object.keys(BULK_KEYS) as BulkAct[]).find((one) => BULK_KEYS[one] === event.key.toUpperCase());
    if (act === undefined) return false;
    return done(() => selection.start(act, session.me!));
  }

  function walk(step: 1 | -1): void {
    desk.walk(step);
    queueMicrotask(() => document.querySelector<HTMLElement>('.qrow[aria-current="true"]')?.focus());
  }
}

function done(work: () => unknown): true {
  work();
  return true;
}

function isWriting(target: HTMLElement): boolean {
  return target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName);
}

/** Arrows walk the queue from the page and from its rows; elsewhere they scroll or move what has the focus. */
function walks(target: EventTarget | null): boolean {
  return target === document.body || (target instanceof Element && target.closest('.qrow, .queue') !== null);
}
