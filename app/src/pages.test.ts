import { expect, test } from 'vitest';
import { PAGES } from './pages';
import { routes } from './routes';

test('every page opens without a line, and nothing else is taken for one', () => {
  const paths = routes.map(({ pattern }) => pattern.replace(/\{\w+\}/g, 'x1').replace('**', 'near'));
  expect(paths.filter((path) => !PAGES.test(path))).toEqual([]);
  expect(['/patrol', '/desk', '/desk/map'].every((path) => PAGES.test(path))).toBe(true);
  const others = ['/healthz', '/readyz', '/api/v1/me', '/docs', '/metrics', '/deskx', '/patrols'];
  expect(others.filter((path) => PAGES.test(path))).toEqual([]);
});
