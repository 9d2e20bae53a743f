/**
 * Marks and words drawn on a canvas when the map first needs them. The engine's own letters would come from a server of glyphs,
 * which there is none of; and a canvas shapes every script.
 */
import { SITE_SIGNS, type SiteKind } from '../map/sites';
import type { Ink, Inks } from './inks';

export interface Picture {
  width: number;
  height: number;
  data: Uint8ClampedArray;
}
type Paper = CanvasRenderingContext2D;

const SIDE = 28;
const MARK = 22;
const PILL = 30;
const HATCH = 8;

/** `mark/2/un`, `group/1/un/42`, `text/…`, `label/…`, `patrol/…`, `site/staging`, `hatch`: what a layer may ask for by name. */
export const names = {
  mark: (priority: number, owed: boolean) => `mark/${priority}/${owed ? 'un' : 'in'}`,
  group: (priority: number, owed: boolean, count: number) => `group/${priority}/${owed ? 'un' : 'in'}/${count}`,
  text: (text: string) => `text/${text}`,
  label: (text: string) => `label/${text}`,
  patrol: (old: boolean, letters: string) => `patrol/${old ? 'old' : 'new'}/${letters}`,
  site: (kind: SiteKind) => `site/${kind}`,
  hatch: 'hatch',
};

export function picture(name: string, inks: Inks, ratio: number): Picture | undefined {
  const [kind, ...rest] = name.split('/');
  if (kind === 'mark') return drawn(SIDE, SIDE, ratio, (paper) => mark(paper, inks, rest[0]!, rest[1] === 'un', 3, 3));
  if (kind === 'group') return group(inks, ratio, rest as [string, string, string]);
  if (kind === 'text') return words(rest.join('/'), inks, ratio, 'muted', 500);
  if (kind === 'label') return words(rest.join('/'), inks, ratio, 'text', 600);
  if (kind === 'patrol') return patrol(inks, ratio, rest[0] === 'old', rest.slice(1).join('/'));
  if (kind === 'site') return site(inks, ratio, rest[0] as SiteKind);
  if (kind === 'hatch') return hatch(inks, ratio);
  return undefined;
}

function drawn(width: number, height: number, ratio: number, draw: (paper: Paper) => void): Picture {
  const canvas = document.createElement('canvas');
  canvas.width = Math.ceil(width * ratio);
  canvas.height = Math.ceil(height * ratio);
  const paper = canvas.getContext('2d')!;
  paper.scale(ratio, ratio);
  draw(paper);
  const { data } = paper.getImageData(0, 0, canvas.width, canvas.height);
  return { width: canvas.width, height: canvas.height, data };
}

const SHAPES: Record<string, string> = {
  1: 'M8.8 2h10.4l6.8 6.8v10.4L19.2 26H8.8L2 19.2V8.800z',
  2: 'M14 2.5L26.5 25H1.5z',
  3: 'M4.5 3h19a1.5 1.5 0 0 1 1.5 1.5v19a1.5 1.5 0 0 1-1.5 1.5h-19A1.500 1.500 0 0 1 3 23.500v-19A1.500 1.500 0 0 1 4.500 3z',
  4: 'M2.5 14a11.5 11.5 0 1 0 23 0a11.5 11.5 0 1 0-23 0z',
};

/** The same shapes as everywhere on the desk: filled means nobody has it. */
function mark(paper: Paper, inks: Inks, priority: string, owed: boolean, x: number, y: number): void {
  const ink = (kind: 'p' | 'on' | 'soft') => inks[`${kind}${priority}` as Ink];
  paper.save();
  paper.translate(x, y);
  paper.scale(MARK / SIDE, MARK / SIDE);
  const shape = new Path2D(SHAPES[priority] ?? SHAPES[4]!);
  paper.lineJoin = 'round';
  paper.strokeStyle = inks.floor;
  paper.lineWidth = 5;
  paper.stroke(shape);
  paper.fillStyle = owed ? ink('p') : ink('soft');
  paper.fill(shape);
  paper.strokeStyle = ink('p');
  paper.lineWidth = 1.75;
  paper.stroke(shape);
  paper.fillStyle = owed ? ink('on') : ink('p');
  paper.font = `700 13px ${inks.font}`;
  paper.textAlign = 'center';
  paper.fillText(priority, 14, priority === '2' ? 22 : 18.7);
  paper.restore();
}

const measure = (font: string, text: string): number => {
  const paper = document.createElement('canvas').getContext('2d')!;
  paper.font = font;
  return paper.measureText(text).width;
};

/** A mark and a count in one box, so that a count is never taken for a priority. */
function group(inks: Inks, ratio: number, [priority, owed, count]: [string, string, string]): Picture {
  const font = `600 13px ${inks.font}`;
  const text = `×${count}`;
  const width = Math.ceil(MARK + 18 + measure(font, text));
  return drawn(width, PILL, ratio, (paper) => {
    paper.beginPath();
    paper.roundRect(1, 1, width - 2, PILL - 2, 8);
    paper.fillStyle = inks.bg;
    paper.fill();
    paper.strokeStyle = inks.line;
    paper.stroke();
    mark(paper, inks, priority, owed === 'un', 5, 4);
    paper.fillStyle = inks.text;
    paper.font = font;
    paper.textBaseline = 'middle';
    paper.fillText(text, MARK + 10, PILL / 2 + 1);
  });
}

function words(text: string, inks: Inks, ratio: number, ink: Ink, weight: number): Picture {
  const font = `${weight} 11px ${inks.font}`;
  const width = Math.ceil(measure(font, text)) + 8;
  return drawn(width, 18, ratio, (paper) => {
    paper.font = font;
    paper.textAlign = 'center';
    paper.textBaseline = 'middle';
    paper.lineJoin = 'round';
    paper.lineWidth = 3.5;
    paper.strokeStyle = inks.floor;
    paper.strokeText(text, width / 2, 9);
    paper.fillStyle = inks[ink];
    paper.fillText(text, width / 2, 9);
  });
}

function patrol(inks: Inks, ratio: number, old: boolean, letters: string): Picture {
  const ink = old ? inks.muted : inks.text;
  return drawn(26, 26, ratio, (paper) => {
    paper.beginPath();
    paper.arc(13, 13, 11, 0, 2 * Math.PI);
    paper.fillStyle = inks.bg;
    paper.fill();
    paper.strokeStyle = ink;
    paper.lineWidth = 1.5;
    if (old) paper.setLineDash([2.5, 2.5]);
    paper.stroke();
    paper.fillStyle = ink;
    paper.font = `600 11px ${inks.font}`;
    paper.textAlign = 'center';
    paper.textBaseline = 'middle';
    paper.fillText(letters, 13, 13.5);
  });
}

/** Where a big incident is led from: square, so that it is taken for neither an incident nor a patrol. */
function site(inks: Inks, ratio: number, kind: SiteKind): Picture {
  return drawn(SIDE, SIDE, ratio, (paper) => {
    paper.beginPath();
    paper.roundRect(2, 2, SIDE - 4, SIDE - 4, 5);
    paper.fillStyle = inks.bg;
    paper.fill();
    paper.strokeStyle = inks.text;
    paper.lineWidth = 1.5;
    paper.stroke();
    paper.translate(SIDE / 2, SIDE / 2);
    paper.scale(0.66, 0.66);
    paper.translate(-12, -12);
    paper.lineWidth = 2.4;
    paper.lineCap = 'round';
    paper.lineJoin = 'round';
    paper.stroke(new Path2D(SITE_SIGNS[kind]));
  });
}

function hatch(inks: Inks, ratio: number): Picture {
  // A pattern has to be as many whole pixels as it repeats.
  const side = Math.round(HATCH * ratio);
  return drawn(side / ratio, side / ratio, ratio, (paper) => {
    paper.strokeStyle = inks.gap;
    paper.lineWidth = 1.6;
    for (const from of [-HATCH, 0, HATCH]) {
      paper.beginPath();
      paper.moveTo(from - 1, HATCH + 1);
      paper.lineTo(from + HATCH + 1, -1);
      paper.stroke();
    }
  });
}
