import { t } from '../../i18n/reporter';

/** The sentences of the emergency screen; only the reason and the last line differ from place to place. */
export function sosWords(number: string, lede: string, line: string) {
  return {
    move: t('sos.move'),
    call: t('sos.call', { number }),
    lede,
    say: t('sos.say'),
    button: t('sos.call_button', { number }),
    called: t('sos.called'),
    cannot: t('sos.cannot'),
    change: t('sos.change'),
    line,
  };
}
