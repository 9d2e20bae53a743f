/** The look's colours as the map engine takes them: tokens and mixes of them, painted once each and read back. */

const INKS = {
  ground: 'var(--map-ground)',
  floor: 'var(--map-floor)',
  zone: 'var(--map-zone)',
  road: 'var(--map-road)',
  wall: 'var(--map-wall)',
  water: 'color-mix(in srgb, var(--p3) 9%, var(--map-ground))',
  // The base map's: between the ground and what is ours on it.
  land: 'color-mix(in srgb, var(--map-road) 35%, var(--map-ground))',
  green: 'color-mix(in srgb, var(--ok) 5%, var(--map-ground))',
  street: 'color-mix(in srgb, var(--line) 75%, var(--map-ground))',
  house: 'color-mix(in srgb, var(--line) 40%, var(--map-ground))',
  border: 'var(--line)',
  line: 'var(--line-strong)',
  bg: 'var(--bg)',
  text: 'var(--text)',
  muted: 'var(--muted)',
  faint: 'var(--faint)',
  brand: 'var(--brand)',
  brandSoft: 'color-mix(in srgb, var(--brand) 14%, transparent)',
  gap: 'color-mix(in srgb, var(--p1) 45%, transparent)',
  heat0: 'color-mix(in srgb, var(--brand) 0%, transparent)',
  heat1: 'color-mix(in srgb, var(--brand) 35%, transparent)',
  heat2: 'color-mix(in srgb, var(--brand) 80%, transparent)',
  p1: 'var(--p1)',
  p2: 'var(--p2)',
  p3: 'var(--p3)',
  p4: 'var(--p4)',
  on1: 'var(--on-p1)',
  on2: 'var(--on-p2)',
  on3: 'var(--on-p3)',
  on4: 'var(--on-p4)',
  soft1: 'var(--p1-soft)',
  soft2: 'var(--p2-soft)',
  soft3: 'var(--p3-soft)',
  soft4: 'var(--p4-soft)',
} as const;

export type Ink = keyof typeof INKS;
export type Inks = Record<Ink, string> & { font: string };

/** `within`: an element that has the tokens of the desk. */
export function inksOf(within: HTMLElement): Inks {
  const probe = document.createElement('i');
  // Where motion is reduced every colour takes a millisecond to change: read at once, all would be the first one.
  probe.style.setProperty('transition', 'none', 'important');
  within.append(probe);
  const canvas = Object.assign(document.createElement('canvas'), { width: 1, height: 1 });
  const paper = canvas.getContext('2d', { willReadFrequently: true })!;
  const plain = (value: string): string => {
    probe.style.color = value;
    paper.clearRect(0, 0, 1, 1);
    paper.fillStyle = getComputedStyle(probe).color;
    paper.fillRect(0, 0, 1, 1);
    const [r, g, b, a = 255] = paper.getImageData(0, 0, 1, 1).data;
    return `rgba(${r},${g},${b},${(a / 255).toFixed(3)})`;
  };
  const inks = Object.fromEntries(Object.entries(INKS).map(([ink, value]) => [ink, plain(value)])) as Record<
    Ink,
    string
  >;
  const font = getComputedStyle(within).fontFamily;
  probe.remove();
  return { ...inks, font };
}
