import type { OutboxItem } from '../../device/device';
import { online } from '../../device/online.svelte';
import { minute } from '../../i18n/format';
import { t } from '../../i18n/reporter';
import type { IconName } from '../../ui/icons';

/** The one fact that stands under the bar: whether the report has left this phone. */
export function sentBanner(
  report: OutboxItem,
  timeZone: string,
): { icon: IconName; text: string; hint: string; held: boolean } {
  if (report.state === 'sent' && report.received_at)
    return {
      icon: 'check-circle',
      text: t('sent.at', { time: minute(report.received_at, timeZone) }),
      hint: t('sent.more'),
      held: false,
    };
  if (report.attempts === 0 && online.now)
    return { icon: 'send', text: t('sent.sending'), hint: t('sent.more'), held: true };
  if (report.last_error === 'no_signal' || !online.now)
    return { icon: 'no-signal', text: t('sent.held'), hint: t('sent.held_hint'), held: true };
  return { icon: 'clock', text: t('sent.failed'), hint: t('sent.held_hint'), held: true };
}
