import type { Message } from '../words.svelte';

/**
 * Voice notes, short videos, and being told of news: loaded with their screens, because whoever only reports needs none of it.
 */
export default {
  'media.say': 'Say it',
  'media.film': 'Short video',
  'media.hint': 'Sealed: only the evidence keeper can open it. Officers see a picture.',
  'media.recording': 'Recording',
  'media.left': { one: '{count} second left', other: '{count} seconds left' },
  'media.known': 'Your voice can be recognised. It is sealed: only the evidence keeper can hear it.',
  'media.stop': 'Stop and keep',
  'media.discard': 'Discard',
  'media.sealing': 'Sealing it…',
  'media.voice': 'Voice note {index}',
  'media.video': 'Short video {index}',
  'media.sealed': '{what}: sealed original',
  'media.refused': 'The microphone did not open. Write it instead.',
  'media.write': 'Write it',
  'media.empty': 'Nothing was recorded. Try again.',
  'media.too_long': 'This video is too long. Film at most {most} seconds.',
  'media.too_large': 'This video is too large: at most {most} MB. Film a shorter one.',
  'media.not_video': 'Only a video can be sent here.',
  'media.full': 'This phone is full. The recording was not kept.',
  'media.too_many': 'Photos, voice and video: at most {most}.',
  'media.dictate': 'Dictate',
  'media.dictating': 'Stop dictating',
  'media.keyboard': 'Or use the microphone of your keyboard.',

  'watch.title': 'Tell me when there is news',
  'watch.hint': 'Shows only that there is news. We keep no name with it.',
  'watch.refused': 'Notifications are off for this page. Allow them in your browser’s settings.',
  'watch.failed': 'That did not work. Try again.',
} as const satisfies Record<string, Message>;
