import { device } from './here';

/** Nothing of the app is on the screen any more, at once: first the page goes blank, then it goes away. */
export function leaveNow(): void {
  document.documentElement.dataset['away'] = 'on';
  device.leave();
}

/** How close together three presses of Escape must be, in milliseconds. */
const TOGETHER_MS = 1_500;

/** For hands on keys: Escape, three times. Answers how to stop listening. */
export function onThreeEscapes(act: () => void): () => void {
  let pressed: number[] = [];
  const listen = ({ key, timeStamp }: KeyboardEvent) => {
    if (key !== 'Escape') return void (pressed = []);
    pressed = [...pressed, timeStamp].filter((at) => timeStamp - at < TOGETHER_MS);
    if (pressed.length >= 3) act();
  };
  addEventListener('keydown', listen);
  return () => removeEventListener('keydown', listen);
}
