import { device } from './here';

const NAMES = { own: 'See Say Act', neutral: 'Travel notes' };

/** Under which name and picture the app goes: its own, or one that says nothing. The device keeps which. */
class Neutral {
  on = $state(device.disguise.on);

  set(on: boolean): void {
    this.on = on;
    // A switch that stayed on although nothing changed would be a promise that is not kept.
    device.disguise.set(on).catch(() => (this.on = device.disguise.on));
  }

  /** What stands behind the page's title in the tab and in the list of open apps. */
  get name(): string {
    return this.on ? NAMES.neutral : NAMES.own;
  }
}

export const neutral = new Neutral();
