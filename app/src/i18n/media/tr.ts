import type { Translation } from '../words.svelte';
import type en from './en';

export default {
  'media.say': 'Sesli anlat',
  'media.film': 'Kısa video',
  'media.hint': 'Şifreli: Sadece polisin delil sorumlusu açabilir. Görevliler bir resim görür.',
  'media.recording': 'Kaydediliyor',
  'media.left': { one: '{count} saniye kaldı', other: '{count} saniye kaldı' },
  'media.known': 'Sesiniz tanınabilir. Kayıt şifrelidir: Sadece polisin delil sorumlusu dinleyebilir.',
  'media.stop': 'Durdur ve sakla',
  'media.discard': 'Vazgeç',
  'media.sealing': 'Şifreleniyor…',
  'media.voice': 'Sesli not {index}',
  'media.video': 'Kısa video {index}',
  'media.sealed': '{what}: şifreli asıl',
  'media.refused': 'Mikrofon açılmadı. Bunun yerine yazın.',
  'media.write': 'Yaz',
  'media.empty': 'Hiçbir şey kaydedilmedi. Yeniden deneyin.',
  'media.too_long': 'Bu video çok uzun. En fazla {most} saniye çekin.',
  'media.too_large': 'Bu video çok büyük: en fazla {most} MB. Daha kısa çekin.',
  'media.not_video': 'Buradan sadece video gönderilebilir.',
  'media.full': 'Telefonda yer yok. Kayıt saklanmadı.',
  'media.too_many': 'Fotoğraf, ses ve video: en fazla {most}.',
  'media.dictate': 'Dikte et',
  'media.dictating': 'Dikteyi durdur',
  'media.keyboard': 'Veya klavyenizdeki mikrofonu kullanın.',

  'watch.title': 'Yeni haber olunca bana bildir',
  'watch.hint': 'Yalnızca yeni haber olduğunu gösterir. Yanında hiçbir ad saklamayız.',
  'watch.refused': 'Bu sayfa için bildirimler kapalı. Tarayıcınızın ayarlarından izin verin.',
  'watch.failed': 'Olmadı. Yeniden deneyin.',
} satisfies Translation<typeof en>;
