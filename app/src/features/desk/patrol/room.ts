import { createContext } from 'svelte';
import type { Plan } from '../../../ui/map/plan';
import type { Incident } from '../wire';
import type { Box } from './box.svelte';
import type { Here } from './here.svelte';
import type { Near, Spot } from './way';

/** What the parts of the patrol's page share, beside the room of the desk. */
export interface PatrolRoom {
  box: Box;
  here: Here;
  readonly plan: Plan | undefined;
  readonly spot: Spot | undefined;
  /** As it will stand once what waits here is sent. */
  readonly job: Incident | undefined;
  readonly next: Incident[];
  readonly near: Near[];
}

export const [usePatrol, setPatrol] = createContext<PatrolRoom>();
