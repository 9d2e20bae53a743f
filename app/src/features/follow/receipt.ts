/** What a person typed as a receipt, judged on the phone: the server never hears of a slip of the finger. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const GROUPS = 7;
const LETTERS = 28;
// A prime, so that no place in the row hides a wrong letter; the server checks with the same.
const MODULUS = 31;

export type Typed =
  | { is: 'right'; receipt: string }
  /** Groups (from 1) that hold a letter no receipt has, or have too many or too few of them. */
  | { is: 'wrong_groups'; groups: number[] }
  | { is: 'short'; missing: number }
  /** All letters are possible, but they do not belong together. */
  | { is: 'mistyped' };

export function readReceipt(typed: string): Typed {
  const letters = tidy(typed);
  const groups = letters.match(/.{1,4}/g) ?? [];
  const strange = groups.flatMap((group, index) =>
    [...group].every((letter) => ALPHABET.includes(letter)) ? [] : [index + 1],
  );
  if (strange.length > 0) return { is: 'wrong_groups', groups: strange };
  if (letters.length > LETTERS) return { is: 'wrong_groups', groups: oddGroups(typed) };
  if (letters.length < LETTERS) return { is: 'short', missing: LETTERS - letters.length };
  return check(letters) ? { is: 'right', receipt: groupsOf(letters).join('-') } : { is: 'mistyped' };
}

/** Seven groups of four, as they are read aloud. */
export function groupsOf(receipt: string): string[] {
  return tidy(receipt).match(/.{1,4}/g) ?? [];
}

/** As one types: upper case, O and I and L as the digits they are taken for, a space after each group. */
export function tidy(typed: string): string {
  return typed.toUpperCase().replace(/[\s-]/g, '').replace(/O/g, '0').replace(/[IL]/g, '1');
}

function check(letters: string): boolean {
  const values = [...letters].map((letter) => ALPHABET.indexOf(letter));
  const sum = values.slice(0, LETTERS - 1).reduce((total, value, index) => total + (index + 1) * value, 0);
  return sum % MODULUS === values[LETTERS - 1];
}

/** Where the person set the groups themselves, the ones that are not four long; else those beyond the seventh. */
function oddGroups(typed: string): number[] {
  const own = typed.trim().split(/[\s-]+/);
  const odd = own.flatMap((group, index) => (group.length === 4 ? [] : [index + 1]));
  return own.length > 1 && odd.length > 0 ? odd : [GROUPS];
}

/** The letters of the international spelling alphabet (ICAO): the same over every radio and telephone. */
const SPELLED: Record<string, string> = {
  A: 'Alfa',
  B: 'Bravo',
  C: 'Charlie',
  D: 'Delta',
  E: 'Echo',
  F: 'Foxtrot',
  G: 'Golf',
  H: 'Hotel',
  J: 'Juliett',
  K: 'Kilo',
  M: 'Mike',
  N: 'November',
  P: 'Papa',
  Q: 'Quebec',
  R: 'Romeo',
  S: 'Sierra',
  T: 'Tango',
  V: 'Victor',
  W: 'Whiskey',
  X: 'X-ray',
  Y: 'Yankee',
  Z: 'Zulu',
};

/** A receipt as one says it aloud, a line for each group: "7 Kilo Quebec 4". */
export function spelled(receipt: string): string[] {
  return groupsOf(receipt).map((group) => [...group].map((letter) => SPELLED[letter] ?? letter).join(' '));
}
