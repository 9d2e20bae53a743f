import type { Translation } from '../words.svelte';
import type en from './en';

export default {
  'media.say': 'Sagen',
  'media.film': 'Kurzes Video',
  'media.hint': 'Verschlüsselt: Nur die Beweisstelle der Polizei kann es öffnen. Einsatzkräfte sehen ein Bild.',
  'media.recording': 'Aufnahme läuft',
  'media.left': { one: 'Noch {count} Sekunde', other: 'Noch {count} Sekunden' },
  'media.known':
    'Ihre Stimme ist erkennbar. Die Aufnahme wird verschlüsselt: Nur die Beweisstelle der Polizei kann sie hören.',
  'media.stop': 'Stoppen und behalten',
  'media.discard': 'Verwerfen',
  'media.sealing': 'Wird verschlüsselt…',
  'media.voice': 'Sprachnachricht {index}',
  'media.video': 'Kurzes Video {index}',
  'media.sealed': '{what}: verschlüsseltes Original',
  'media.refused': 'Das Mikrofon ging nicht an. Schreiben Sie es.',
  'media.write': 'Schreiben',
  'media.empty': 'Es wurde nichts aufgenommen. Versuchen Sie es noch einmal.',
  'media.too_long': 'Dieses Video ist zu lang. Filmen Sie höchstens {most} Sekunden.',
  'media.too_large': 'Dieses Video ist zu groß: höchstens {most} MB. Filmen Sie kürzer.',
  'media.not_video': 'Hier können Sie nur ein Video senden.',
  'media.full': 'Das Handy ist voll. Die Aufnahme wurde nicht gespeichert.',
  'media.too_many': 'Fotos, Sprache und Videos: höchstens {most}.',
  'media.dictate': 'Diktieren',
  'media.dictating': 'Diktat beenden',
  'media.keyboard': 'Oder nutzen Sie das Mikrofon Ihrer Tastatur.',

  'watch.title': 'Sagen, wenn es Neues gibt',
  'watch.hint': 'Zeigt nur, dass es Neues gibt. Wir speichern dazu keinen Namen.',
  'watch.refused': 'Mitteilungen sind für diese Seite aus. Erlauben Sie sie in den Einstellungen Ihres Browsers.',
  'watch.failed': 'Das ging nicht. Versuchen Sie es noch einmal.',
} satisfies Translation<typeof en>;
