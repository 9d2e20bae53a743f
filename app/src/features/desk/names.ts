/** People come as `Mia Lindqvist · BV-32`: a name and, where they have one, a call sign. */
const BETWEEN = ' · ';

export interface Called {
  name: string;
  sign?: string;
}

export function called(label: string): Called {
  const at = label.lastIndexOf(BETWEEN);
  return at === -1 ? { name: label } : { name: label.slice(0, at), sign: label.slice(at + BETWEEN.length) };
}

/** The call sign first, as it is said on the radio: BV-32 Mia Lindqvist. */
export function radioName(label: string): string {
  const { name, sign } = called(label);
  return sign === undefined ? name : `${sign} ${name}`;
}

export const isNamed = (label: string | undefined, name: string): boolean =>
  label !== undefined && called(label).name === name;
