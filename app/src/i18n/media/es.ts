import type { Translation } from '../words.svelte';
import type en from './en';

export default {
  'media.say': 'Decirlo',
  'media.film': 'Vídeo corto',
  'media.hint': 'Cifrado: solo puede abrirlo quien custodia las pruebas. Los agentes ven una imagen.',
  'media.recording': 'Grabando',
  'media.left': { one: 'Queda {count} segundo', many: 'Quedan {count} segundos', other: 'Quedan {count} segundos' },
  'media.known': 'Su voz se puede reconocer. Va cifrada: solo puede oírla quien custodia las pruebas.',
  'media.stop': 'Parar y guardar',
  'media.discard': 'Descartar',
  'media.sealing': 'Cifrando…',
  'media.voice': 'Nota de voz {index}',
  'media.video': 'Vídeo corto {index}',
  'media.sealed': '{what}: original cifrado',
  'media.refused': 'El micrófono no se abrió. Escríbalo.',
  'media.write': 'Escribirlo',
  'media.empty': 'No se grabó nada. Inténtelo otra vez.',
  'media.too_long': 'Este vídeo es muy largo. Grabe como máximo {most} segundos.',
  'media.too_large': 'Este vídeo es muy grande: máximo {most} MB. Grabe uno más corto.',
  'media.not_video': 'Aquí solo se puede enviar un vídeo.',
  'media.full': 'Este teléfono está lleno. La grabación no se guardó.',
  'media.too_many': 'Fotos, voz y vídeo: {most} como máximo.',
  'media.dictate': 'Dictar',
  'media.dictating': 'Dejar de dictar',
  'media.keyboard': 'O use el micrófono de su teclado.',

  'watch.title': 'Avisarme si hay novedades',
  'watch.hint': 'Solo muestra que hay novedades. No guardamos ningún nombre con ello.',
  'watch.refused': 'Las notificaciones están desactivadas para esta página. Actívelas en los ajustes de su navegador.',
  'watch.failed': 'No ha funcionado. Pruebe otra vez.',
} satisfies Translation<typeof en>;
