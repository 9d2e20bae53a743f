/** Which key a command has: the drawn one, or the one its person chose. Pure; the keyring keeps it on the device. */
import { commandOf, meet, REGISTER, type Command, type CommandId } from './register';

/** What was chosen; an empty key means none. */
export type Bound = Readonly<Partial<Record<CommandId, string>>>;

export type Refusal = { why: 'taken'; by: CommandId } | { why: 'grave' } | { why: 'no_key' };

export function boundKey(bound: Bound, id: CommandId): string {
  const command = commandOf(id);
  if (command === undefined) return '';
  const shared = command.as === undefined ? undefined : commandOf(command.as);
  if (shared !== undefined) return boundKey(bound, shared.id);
  return bound[id] ?? command.key;
}

/** What can be pressed for a new key: one character that is no space, as the register writes it. */
export const isKey = (key: string): boolean => [...key].length === 1 && key.trim() !== '' && key === upper(key);

const upper = (key: string) => (key.toUpperCase().length === key.length ? key.toUpperCase() : key);

const mayMove = (command: Command | undefined): command is Command<CommandId> =>
  command !== undefined && command.fixed === undefined && command.as === undefined;

/** Who holds the key where this command is heard. Those that go with another answer for it as well. */
export function holderOf(bound: Bound, id: CommandId, key: string): CommandId | undefined {
  const mine = REGISTER.filter((one) => one.id === id || one.as === id);
  const others = REGISTER.filter((other) => !mine.includes(other) && boundKey(bound, other.id) === key);
  // Named is who stands beside it, before who goes with it elsewhere.
  const beside = others.find((other) => mine.some((one) => one.context === other.context));
  return (beside ?? others.find((other) => mine.some((one) => meet(one, other))))?.id;
}

/** The keys after a change, or why there is none. A key is never taken from another command. */
export function bind(bound: Bound, id: CommandId, key: string): Bound | Refusal {
  const command = commandOf(id);
  if (!mayMove(command)) return { why: 'no_key' };
  if (key === '') return command.grave ? { why: 'grave' } : { ...bound, [id]: '' };
  if (!isKey(key)) return { why: 'no_key' };
  const drawn = key === command.key;
  const holder = holderOf(bound, id, key);
  // The drawn keys may meet a P1's, which is heard first for as long as it waits; going back to them is always allowed.
  const own = drawn && holder !== undefined && boundKey({}, holder) === key;
  if (holder !== undefined && !own) return { why: 'taken', by: holder };
  const { [id]: _before, ...rest } = bound;
  return drawn ? rest : { ...rest, [id]: key };
}

export const isRefusal = (answer: Bound | Refusal): answer is Refusal => 'why' in answer;

/** One back to how it is drawn: refused where another has its key meanwhile. */
export const reset = (bound: Bound, id: CommandId): Bound | Refusal => bind(bound, id, commandOf(id)?.key ?? '');

/** What a device has kept, as far as it still makes sense: unknown commands and keys that meet are left out. */
export function readBound(kept: unknown): Bound {
  if (typeof kept !== 'object' || kept === null) return {};
  const wanted = Object.entries(kept).filter(([id, key]) => mayMove(commandOf(id)) && typeof key === 'string') as [
    CommandId,
    string,
  ][];
  // Two may have changed places: each is looked at with all others as they were wished.
  let bound: Bound = Object.fromEntries(wanted.filter(([, key]) => key === '' || isKey(key)));
  for (const [id, key] of wanted) {
    const { [id]: _one, ...rest } = bound;
    const grave = key === '' && commandOf(id)?.grave === true;
    if (grave || (key !== '' && holderOf(rest, id, key) !== undefined)) bound = rest;
  }
  return bound;
}

/** A key press as the register writes it. Where the keyboard has other letters, the place of the key counts. */
export function charOf(event: Pick<KeyboardEvent, 'key' | 'code'>): string {
  const { key, code } = event;
  const isPlain = [...key].length === 1 && key.charCodeAt(0) < 128;
  if (isPlain || !/^(Key[A-Z]|Digit\d)$/.test(code)) return upper(key);
  return code.slice(-1);
}
