import Ajv2020, { type ValidateFunction } from 'ajv/dist/2020.js';
import { type Response } from '@playwright/test';
import { readFileSync } from 'node:fs';

type Content = Record<string, { schema?: object }>;
type Operation = { responses: Record<string, { content?: Content }> };
type Document = { paths: Record<string, Record<string, Operation>> };

const file = new URL('../../../docs/openapi.json', import.meta.url);
const document = JSON.parse(readFileSync(file, 'utf8')) as Document;
const ajv = new Ajv2020({ strict: false, validateFormats: false });
ajv.addSchema({ ...document, $id: 'contract' });
const compiled = new Map<string, ValidateFunction>();
const templates = Object.keys(document.paths)
  .map((path) => ({
    path,
    pattern: new RegExp(`^${path.replace(/\{[^}]+\}/g, '[^/]+')}$`),
  }))
  // What names a path exactly comes before what names it by a parameter.
  .sort((one, other) => one.path.split('{').length - other.path.split('{').length);

const escaped = (part: string): string => part.replaceAll('~', '~0').replaceAll('/', '~1');

/** What is wrong with an answer of the server, held against the contract; nothing where all is well. */
export async function fault(answer: Response): Promise<string | undefined> {
  const url = new URL(answer.url());
  const type = answer.headers()['content-type']?.split(';')[0] ?? '';
  if (!url.pathname.startsWith('/api/') || !/json$/.test(type)) return undefined;
  const said = `${answer.request().method()} ${url.pathname}: ${answer.status()}`;
  const path = templates.find(({ pattern }) => pattern.test(url.pathname))?.path;
  const verb = answer.request().method().toLowerCase();
  const operation = path === undefined ? undefined : document.paths[path]?.[verb];
  if (path === undefined || operation === undefined) return `${said} is not in the contract`;
  const status = [String(answer.status()), `${String(answer.status())[0]}XX`, 'default'].find(
    (one) => operation.responses[one],
  );
  if (status === undefined || !operation.responses[status]?.content?.[type])
    return `${said} as ${type} is not in the contract`;
  const place = ['paths', path, verb, 'responses', status, 'content', type, 'schema'].map(escaped).join('/');
  let check = compiled.get(place);
  if (check === undefined) {
    check = ajv.compile({ $ref: `contract#/${place}` });
    compiled.set(place, check);
  }
  // A page that is gone has taken the body with it.
  const body: unknown = await answer.json().catch(() => undefined);
  if (body === undefined || check(body)) return undefined;
  return `${said}: ${ajv.errorsText(check.errors)}`;
}
