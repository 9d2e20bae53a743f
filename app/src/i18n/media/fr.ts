import type { Translation } from '../words.svelte';
import type en from './en';

export default {
  'media.say': 'Le dire',
  'media.film': 'Courte vidéo',
  'media.hint': 'Scellé : seul le responsable des preuves peut l’ouvrir. Les agents voient une image.',
  'media.recording': 'Enregistrement en cours',
  'media.left': { one: 'Encore {count} seconde', many: 'Encore {count} secondes', other: 'Encore {count} secondes' },
  'media.known': 'On peut reconnaître votre voix. Elle est scellée : seul le responsable des preuves peut l’entendre.',
  'media.stop': 'Arrêter et garder',
  'media.discard': 'Effacer',
  'media.sealing': 'Mise sous scellé…',
  'media.voice': 'Message vocal {index}',
  'media.video': 'Courte vidéo {index}',
  'media.sealed': '{what} : original scellé',
  'media.refused': 'Le micro ne s’est pas ouvert. Écrivez-le.',
  'media.write': 'L’écrire',
  'media.empty': 'Rien n’a été enregistré. Réessayez.',
  'media.too_long': 'Cette vidéo est trop longue. Filmez {most} secondes au maximum.',
  'media.too_large': 'Cette vidéo est trop lourde : {most} Mo au maximum. Filmez moins longtemps.',
  'media.not_video': 'On ne peut envoyer ici qu’une vidéo.',
  'media.full': 'Ce téléphone est plein. L’enregistrement n’a pas été gardé.',
  'media.too_many': 'Photos, voix et vidéos : {most} au maximum.',
  'media.dictate': 'Dicter',
  'media.dictating': 'Arrêter la dictée',
  'media.keyboard': 'Ou utilisez le micro de votre clavier.',

  'watch.title': 'Me prévenir s’il y a du nouveau',
  'watch.hint': 'Montre seulement qu’il y a du nouveau. Nous ne gardons aucun nom avec.',
  'watch.refused':
    'Les notifications sont bloquées pour cette page. Autorisez-les dans les réglages de votre navigateur.',
  'watch.failed': 'Cela n’a pas marché. Réessayez.',
} satisfies Translation<typeof en>;
