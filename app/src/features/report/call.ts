import { venue } from '../../api/venue.svelte';
import { t } from '../../i18n/reporter';

/** The emergency call for a bar. */
export function callPill(): { number: string; label: string } {
  const number = venue.emergencyNumber;
  return { number, label: t('bar.call', { number }) };
}
