import { expect, test } from 'vitest';
import { decode } from './decode';

/** The square of a sign, one letter a module. */
const SIGN = `
  #######..#..##....#######
  #.....#......#..#.#.....#
  #.###.#..##.#...#.#.###.#
  #.###.#.###..#.##.#.###.#
  #.###.#.#####...#.#.###.#
  #.....#..#...##...#.....#
  #######.#.#.#.#.#.#######
  ..............###........
  ##...###.#.###......##...
  ....#....#########.#####.
  ..######..#..####..#.#.##
  ##.#...###..#.#.#.##.#..#
  ########.#.#...##.##....#
  ###.##.#...##.###..#...#.
  #.#..##..##.#..#..####.##
  #.##.....#....#..###.##.#
  #...#.##.....#..#####.#..
  ........###..#..#...#....
  #######.#..#....#.#.#...#
  #.....#.##....###...#..#.
  #.###.#..####.#######.##.
  #.###.#..#.##.#.###....##
  #.###.#.....##.#.....##.#
  #.....#.##.#...###.##...#
  #######.#.##.#..#.#..#..#
`;

/** As a camera sees it: `scale` pixels a module, a margin of paper around, grey instead of black and white. */
function picture(scale: number, margin = 4) {
  const rows = SIGN.trim()
    .split('\n')
    .map((row) => row.trim());
  const side = (rows.length + 2 * margin) * scale;
  const data = new Uint8ClampedArray(side * side * 4);
  for (let y = 0; y < side; y++)
    for (let x = 0; x < side; x++) {
      const dark = rows[Math.floor(y / scale) - margin]?.[Math.floor(x / scale) - margin] === '#';
      const shade = (dark ? 60 : 190) + ((x * 7 + y * 13) % 20);
      data.set([shade, shade, shade, 255], (y * side + x) * 4);
    }
  return { data, width: side, height: side };
}

test('the square of a sign is read where the browser cannot', () => {
  expect(decode(picture(6))).toBe('https://example.org/p/BV-T1-112');
});

test('a picture without a square says nothing', () => {
  expect(decode({ data: new Uint8ClampedArray(100 * 100 * 4).fill(200), width: 100, height: 100 })).toBeUndefined();
});
