import type { Translation } from '../words.svelte';
import type en from './en';

export default {
  'media.say': '用语音说',
  'media.film': '短视频',
  'media.hint': '已加密：只有证据保管员能打开。警察只看到一张图片。',
  'media.recording': '正在录音',
  'media.left': { other: '还剩{count}秒' },
  'media.known': '您的声音可能被认出。录音已加密，只有证据保管员能听。',
  'media.stop': '停止并保存',
  'media.discard': '不要了',
  'media.sealing': '正在加密…',
  'media.voice': '语音{index}',
  'media.video': '短视频{index}',
  'media.sealed': '{what}：加密原件',
  'media.refused': '麦克风没有打开。请改用文字。',
  'media.write': '写文字',
  'media.empty': '没有录到声音。请重试。',
  'media.too_long': '视频太长。最多拍{most}秒。',
  'media.too_large': '视频太大，最大{most} MB。请拍短一点。',
  'media.not_video': '这里只能发送视频。',
  'media.full': '手机空间已满。录音没有保存。',
  'media.too_many': '照片、语音和视频一共最多{most}个。',
  'media.dictate': '听写',
  'media.dictating': '停止听写',
  'media.keyboard': '也可以使用键盘上的麦克风。',

  'watch.title': '有新消息时告诉我',
  'watch.hint': '只显示有新消息。我们不会同时保存任何名字。',
  'watch.refused': '此页面的通知已关闭。请在浏览器设置中允许。',
  'watch.failed': '没有成功。请再试一次。',
} satisfies Translation<typeof en>;
