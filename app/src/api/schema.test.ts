import { readFile } from 'node:fs/promises';
import openapi, { astToString, COMMENT_HEADER } from 'openapi-typescript';
import { format, resolveConfig } from 'prettier';
import { expect, test } from 'vitest';

const contract = new URL('../../../docs/openapi.json', import.meta.url);
const schema = new URL('./schema.ts', import.meta.url);

test('schema.ts is what the contract says today: if not, run `npm run types`', async () => {
  const made = astToString(await openapi(contract, { emptyObjectsUnknown: true }));
  const style = await resolveConfig(schema.pathname);
  expect(await format(COMMENT_HEADER + made, { ...style, parser: 'typescript' })).toBe(await readFile(schema, 'utf8'));
}, 30_000);
