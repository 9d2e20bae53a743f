import type { Translation } from '../words.svelte';
import type en from './en';

export default {
  'media.say': '말로 하기',
  'media.film': '짧은 동영상',
  'media.hint': '암호화되어 증거 담당자만 열 수 있습니다. 경찰관은 그림만 봅니다.',
  'media.recording': '녹음 중',
  'media.left': { other: '{count}초 남음' },
  'media.known': '목소리로 누구인지 알 수 있습니다. 암호화되어 증거 담당자만 들을 수 있습니다.',
  'media.stop': '멈추고 저장',
  'media.discard': '버리기',
  'media.sealing': '암호화 중…',
  'media.voice': '음성 {index}',
  'media.video': '짧은 동영상 {index}',
  'media.sealed': '{what}: 암호화 원본',
  'media.refused': '마이크가 열리지 않았습니다. 글로 쓰세요.',
  'media.write': '글로 쓰기',
  'media.empty': '녹음된 것이 없습니다. 다시 하세요.',
  'media.too_long': '동영상이 너무 깁니다. {most}초까지만 찍으세요.',
  'media.too_large': '동영상이 너무 큽니다. 최대 {most}MB입니다. 더 짧게 찍으세요.',
  'media.not_video': '여기서는 동영상만 보낼 수 있습니다.',
  'media.full': '저장 공간이 없습니다. 녹음이 저장되지 않았습니다.',
  'media.too_many': '사진, 음성, 동영상은 모두 {most}개까지입니다.',
  'media.dictate': '받아쓰기',
  'media.dictating': '받아쓰기 멈추기',
  'media.keyboard': '키보드의 마이크를 써도 됩니다.',

  'watch.title': '새 소식이 있으면 알려 주기',
  'watch.hint': '새 소식이 있다는 것만 보여 줍니다. 이름은 함께 저장하지 않습니다.',
  'watch.refused': '이 페이지의 알림이 꺼져 있습니다. 브라우저 설정에서 허용하세요.',
  'watch.failed': '되지 않았습니다. 다시 해 보세요.',
} satisfies Translation<typeof en>;
