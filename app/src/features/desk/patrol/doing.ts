/** Which command each act of an officer on patrol is. */
import { STATUS_OF, type ActName } from '../acts';
import type { Incident, Me } from '../wire';
import type { Box } from './box.svelte';

export function doAct(box: Box, incident: Incident, act: ActName, me: Me): void {
  const to = STATUS_OF[act];
  if (act === 'acknowledge') void box.put(act, incident, 'acknowledge', {});
  else if (act === 'take') void box.put(act, incident, 'assign', { officer: me.id });
  else if (to !== undefined) void box.put(act, incident, 'status', { to });
}
