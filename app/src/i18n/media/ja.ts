import type { Translation } from '../words.svelte';
import type en from './en';

export default {
  'media.say': '声で伝える',
  'media.film': '短い動画',
  'media.hint': '暗号化され、開けるのは証拠の管理者だけです。警察官には画像が見えます。',
  'media.recording': '録音中',
  'media.left': { other: '残り{count}秒' },
  'media.known': '声から誰かわかることがあります。録音は暗号化され、聞けるのは証拠の管理者だけです。',
  'media.stop': '止めて保存',
  'media.discard': '削除',
  'media.sealing': '暗号化しています…',
  'media.voice': '音声 {index}',
  'media.video': '短い動画 {index}',
  'media.sealed': '{what}：暗号化した元のデータ',
  'media.refused': 'マイクを使えません。文字で入力してください。',
  'media.write': '文字で書く',
  'media.empty': '何も録音できませんでした。もう一度試してください。',
  'media.too_long': '動画が長すぎます。{most}秒までにしてください。',
  'media.too_large': '動画が大きすぎます。{most} MBまでです。短く撮ってください。',
  'media.not_video': 'ここで送れるのは動画だけです。',
  'media.full': 'スマホの空きがなく、録音を保存できませんでした。',
  'media.too_many': '写真・音声・動画は合わせて{most}件までです。',
  'media.dictate': '音声入力',
  'media.dictating': '音声入力を止める',
  'media.keyboard': 'キーボードのマイクも使えます。',

  'watch.title': '新しいお知らせがあれば知らせる',
  'watch.hint': 'お知らせがあることだけを表示します。名前は一緒に保存しません。',
  'watch.refused': 'このページの通知はオフです。ブラウザの設定で許可してください。',
  'watch.failed': 'うまくいきませんでした。もう一度お試しください。',
} satisfies Translation<typeof en>;
