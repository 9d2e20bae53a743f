import { venue } from './api/venue.svelte';
import { leaveNow } from './device/leave';
import { quiet } from './device/quiet.svelte';
import { t } from './i18n/reporter';

/** The emergency call for a bar; beside it, in quiet mode, the way out. */
export function callPill() {
  const number = venue.emergencyNumber;
  const leave = quiet.on ? { label: t('bar.leave'), go: leaveNow } : undefined;
  return { number, label: t('bar.call', { number }), leave };
}
