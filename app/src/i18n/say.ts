import type { Language } from './language.svelte';

/** A sentence, or the forms a counted one takes. Arabic uses all six, English two. */
export type PluralForms = Partial<Record<Intl.LDMLPluralRule, string>> & { other: string };
export type Message = string | PluralForms;
export type Params = Record<string, string | number>;
/** One message with its values set in; values are isolated, so that codes and numbers never turn a sentence round. */
export function say(message: Message, params: Params, spoken: Language): string {
  const template = typeof message === 'string' ? message : form(message, params, spoken);
  return template.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = params[name];
    if (value === undefined) return whole;
    return spoken === 'ar' ? `\u2068${value}\u2069` : String(value);
  });
}

function form(forms: PluralForms, params: Params, spoken: Language): string {
  const count = Number(params['count'] ?? 0);
  return forms[new Intl.PluralRules(spoken).select(count)] ?? forms.other;
}
