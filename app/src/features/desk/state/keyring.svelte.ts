/** The keys of whoever is at this desk: kept on this device, for this person, and forgiving where nothing may be kept. */
import { bind, boundKey, charOf, isRefusal, readBound, reset, type Bound, type Refusal } from '../binding';
import type { CommandId } from '../register';

const nameOf = (person: string) => `desk-keys/${person}`;
type Press = Pick<KeyboardEvent, 'key' | 'code' | 'ctrlKey' | 'metaKey' | 'altKey'>;

export class Keyring {
  bound = $state.raw<Bound>({});
  /** Single keys act alone. Else each needs Alt with it: for whoever dictates, or whose hand slips (WCAG 2.1.4). */
  alone = $state(true);
  #person = '';

  open(person: string): void {
    this.#person = person;
    const kept = read(nameOf(person));
    this.bound = readBound(kept['bound']);
    this.alone = kept['alone'] !== false;
  }

  of = (id: CommandId): string => boundKey(this.bound, id);

  /** As it is printed beside an act. */
  hint = (id: CommandId): string => {
    const key = this.of(id);
    return key === '' || this.alone ? key : `Alt ${key}`;
  };

  /** The character that was pressed, if it was pressed as this person's keys are. */
  char(event: Press): string | undefined {
    if (event.ctrlKey || event.metaKey || event.altKey === this.alone) return undefined;
    return charOf(event);
  }

  hears(id: CommandId, event: Press): boolean {
    const key = this.of(id);
    return key !== '' && this.char(event) === key;
  }

  bind(id: CommandId, key: string): Refusal | undefined {
    return this.#take(bind(this.bound, id, key));
  }

  reset(id: CommandId): Refusal | undefined {
    return this.#take(reset(this.bound, id));
  }

  resetAll(): void {
    this.bound = {};
    this.#keep();
  }

  setAlone(alone: boolean): void {
    this.alone = alone;
    this.#keep();
  }

  #take(answer: Bound | Refusal): Refusal | undefined {
    if (isRefusal(answer)) return answer;
    this.bound = answer;
    this.#keep();
    return undefined;
  }

  #keep(): void {
    try {
      localStorage.setItem(nameOf(this.#person), JSON.stringify({ bound: this.bound, alone: this.alone }));
    } catch {
      // Forbidden storage only means that the choice ends with the page.
    }
  }
}

function read(name: string): Record<string, unknown> {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(name) ?? '{}');
    return typeof kept === 'object' && kept !== null ? (kept as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

/** One for the page: hints stand in many places, and all of them say the key that works. */
export const keyring = new Keyring();
