/** A finger that rests on something for a moment chooses it, and the press that follows does nothing else. */
const REST_MS = 500;
const STRAY_PX = 10;

export function longPress(onrest: () => void): (node: HTMLElement) => () => void {
  return (node) => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let from = { x: 0, y: 0 };
    let rested = false;
    const stop = () => clearTimeout(timer);
    const onDown = (event: PointerEvent) => {
      rested = false;
      if (event.pointerType !== 'touch') return;
      from = { x: event.clientX, y: event.clientY };
      stop();
      timer = setTimeout(() => {
        rested = true;
        onrest();
      }, REST_MS);
    };
    const onMove = (event: PointerEvent) => {
      if (Math.hypot(event.clientX - from.x, event.clientY - from.y) > STRAY_PX) stop();
    };
    const onClick = (event: MouseEvent) => {
      if (!rested) return;
      rested = false;
      event.preventDefault();
      event.stopPropagation();
    };
    const onMenu = (event: Event) => rested && event.preventDefault();
    node.addEventListener('pointerdown', onDown);
    node.addEventListener('pointermove', onMove);
    node.addEventListener('pointerup', stop);
    node.addEventListener('pointercancel', stop);
    node.addEventListener('click', onClick, true);
    node.addEventListener('contextmenu', onMenu);
    return () => {
      stop();
      node.removeEventListener('pointerdown', onDown);
      node.removeEventListener('pointermove', onMove);
      node.removeEventListener('pointerup', stop);
      node.removeEventListener('pointercancel', stop);
      node.removeEventListener('click', onClick, true);
      node.removeEventListener('contextmenu', onMenu);
    };
  };
}
