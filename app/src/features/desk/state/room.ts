import { createContext } from 'svelte';
import type { Agreeing } from './agreeing.svelte';
import type { Alarm } from './alarm.svelte';
import type { Clock } from './clock.svelte';
import type { Attending } from './attending.svelte';
import type { Commands } from './commands.svelte';
import type { Covering } from './covering.svelte';
import type { Desk } from './desk.svelte';
import type { Detail } from './detail.svelte';
import type { OwnDuty } from './duty.svelte';
import type { Narrowing } from './narrowing.svelte';
import type { Handing } from './handing.svelte';
import type { Helping } from './helping.svelte';
import type { Joining } from './joining.svelte';
import type { Looking } from './looking.svelte';
import type { Leading } from './leading.svelte';
import type { Marks } from './marks.svelte';
import type { Photos } from './photos.svelte';
import type { Proving } from './proving.svelte';
import type { Sharing } from './sharing.svelte';
import type { Selection } from './selection.svelte';
import type { Session } from './session.svelte';
import type { Undoing } from './undoing.svelte';
import type { Waking } from './waking.svelte';
import type { Walls } from './walls.svelte';

/** Everything the containers of the desk share. Presenters get values and never see it. */
export interface Room {
  session: Session;
  clock: Clock;
  desk: Desk;
  detail: Detail;
  commands: Commands;
  joining: Joining;
  narrowing: Narrowing;
  agreeing: Agreeing;
  attending: Attending;
  looking: Looking;
  undoing: Undoing;
  helping: Helping;
  marks: Marks;
  selection: Selection;
  sharing: Sharing;
  alarm: Alarm;
  photos: Photos;
  proving: Proving;
  waking: Waking;
  duty: OwnDuty;
  covering: Covering;
  handing: Handing;
  walls: Walls;
  leading: Leading;
}

export const [useRoom, setRoom] = createContext<Room>();
