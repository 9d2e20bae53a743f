import type { Translation } from '../words.svelte';
import type en from './en';

export default {
  'media.say': 'Falar',
  'media.film': 'Vídeo curto',
  'media.hint': 'Lacrado: só o responsável pelas provas pode abrir. Os agentes veem uma imagem.',
  'media.recording': 'Gravando',
  'media.left': { one: 'Resta {count} segundo', many: 'Restam {count} segundos', other: 'Restam {count} segundos' },
  'media.known': 'Sua voz pode ser reconhecida. Ela vai lacrada: só o responsável pelas provas pode ouvir.',
  'media.stop': 'Parar e guardar',
  'media.discard': 'Descartar',
  'media.sealing': 'Lacrando…',
  'media.voice': 'Nota de voz {index}',
  'media.video': 'Vídeo curto {index}',
  'media.sealed': '{what}: original lacrado',
  'media.refused': 'O microfone não abriu. Escreva.',
  'media.write': 'Escrever',
  'media.empty': 'Nada foi gravado. Tente de novo.',
  'media.too_long': 'Este vídeo é longo demais. Filme no máximo {most} segundos.',
  'media.too_large': 'Este vídeo é grande demais: no máximo {most} MB. Filme um mais curto.',
  'media.not_video': 'Aqui só é possível enviar um vídeo.',
  'media.full': 'Este celular está cheio. A gravação não foi guardada.',
  'media.too_many': 'Fotos, voz e vídeos: no máximo {most}.',
  'media.dictate': 'Ditar',
  'media.dictating': 'Parar de ditar',
  'media.keyboard': 'Ou use o microfone do seu teclado.',

  'watch.title': 'Avisar quando houver novidades',
  'watch.hint': 'Mostra só que há novidades. Não guardamos nenhum nome com isso.',
  'watch.refused': 'As notificações estão desligadas para esta página. Permita-as nas configurações do navegador.',
  'watch.failed': 'Não deu certo. Tente de novo.',
} satisfies Translation<typeof en>;
