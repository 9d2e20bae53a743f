/** Where a container number stops being one; `length`: it goes on after its last digit. */
export type Part = 'owner' | 'category' | 'serial' | 'check' | 'length';

/** What was typed, read as a container number. `said` is what goes into a report. */
export type Reading = { said: string } & (
  | { state: 'empty' }
  /** As far as it goes it could become one; `wrong` is the part that comes next. */
  | { state: 'incomplete'; wrong: Part }
  /** A trailer, a wagon, an air waybill, or mistyped: nobody is stopped, because not everything sealed is a container. */
  | { state: 'not_container'; wrong: Part }
  /** Any of the characters may be the mistyped one. The digit only says that they do not belong together. */
  | { state: 'wrong_digit'; wrong: 'check' }
  | { state: 'right' }
);

/** ISO 6346: the owner's three letters, what kind of equipment it is, a serial number, and a digit over all of it. */
const PARTS: readonly { part: Part; letters: RegExp; length: number }[] = [
  { part: 'owner', letters: /^[A-Z]*$/, length: 3 },
  { part: 'category', letters: /^[UJZ]*$/, length: 1 },
  { part: 'serial', letters: /^\d*$/, length: 6 },
  { part: 'check', letters: /^\d*$/, length: 1 },
];

/** The first digit of Arabic, Persian and Hindi keyboards; the other nine follow it. */
const ZEROS = [0x660, 0x6f0, 0x966];

/** As it is painted on the door: no gaps, no hyphens, capitals, and digits that every keyboard shares. */
export function normalise(typed: string): string {
  return shared(typed).replace(/[\s\p{Pd}]/gu, '');
}

/** NFKC makes full-width letters of Japanese keyboards plain; marks of direction are copied along unseen. */
function shared(typed: string): string {
  return typed
    .normalize('NFKC')
    .replace(/\p{Cf}/gu, '')
    .replace(/\p{Nd}/gu, (digit) => {
      const code = digit.codePointAt(0) ?? 0;
      const zero = ZEROS.find((first) => code >= first && code < first + 10);
      return zero === undefined ? digit : String(code - zero);
    })
    .toUpperCase();
}

/** Letters count from 10 and leave out the multiples of 11, which would weigh nothing modulo 11. */
function valueOf(character: string): number {
  if (/\d/.test(character)) return Number(character);
  const nth = character.charCodeAt(0) - 'A'.charCodeAt(0);
  return 10 + nth + Math.floor((nth + 9) / 10);
}

/** The digit that belongs to the ten characters before it. A rest of 10 is written 0: one digit has no room for it. */
export function checkDigit(ten: string): number {
  const sum = [...ten].reduce((all, character, place) => all + valueOf(character) * 2 ** place, 0);
  return (sum % 11) % 10;
}

export function readContainer(typed: string): Reading {
  const number = normalise(typed);
  // Other numbers keep their gaps and hyphens: whoever compares them with a plate needs them.
  const said = shared(typed).trim().replace(/\s+/g, ' ');
  if (number === '') return { said: '', state: 'empty' };
  let rest = number;
  for (const { part, letters, length } of PARTS) {
    const here = rest.slice(0, length);
    if (!letters.test(here)) return { said, state: 'not_container', wrong: part };
    if (here.length < length) return { said, state: 'incomplete', wrong: part };
    rest = rest.slice(length);
  }
  if (rest !== '') return { said, state: 'not_container', wrong: 'length' };
  if (checkDigit(number.slice(0, -1)) !== Number(number.at(-1)))
    return { said: number, state: 'wrong_digit', wrong: 'check' };
  return { said: number, state: 'right' };
}
