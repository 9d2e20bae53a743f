import type { components } from './schema';

type Schemas = components['schemas'];

/** The contract allows null where something may be absent; the server leaves it out, and so does everything here. */
type Told<T> = T extends object ? { [Key in keyof T]: Told<Exclude<T[Key], null>> } : T;

/** A shape of the contract (`schema.ts`, generated from docs/openapi.json) by its name. */
export type Of<Name extends keyof Schemas> = Told<Schemas[Name]>;

/** The same with some members narrowed: the contract says "string" where the screens know each word. */
export type Narrowed<Shape, Narrow extends { [Key in keyof Narrow]: Key extends keyof Shape ? unknown : never }> = Omit<
  Shape,
  keyof Narrow
> &
  Narrow;
