import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Validator } from '@seriousme/openapi-schema-validator';
import { format } from 'oxfmt';
import type { FormatConfig } from 'oxfmt';
import { expect, it } from 'vitest';
import { readContract, startApi } from './support/api.ts';
import { withRoutes } from './support/route-tables.ts';

readContract();

it('lists all routes in docs/admin-api.md', async () => {
  const { contract } = await startApi();
  const root = join(import.meta.dirname, '..', '..', '..');
  const path = join(root, 'docs', 'admin-api.md');
  const page = await readFile(path, 'utf8');
  const options = JSON.parse(await readFile(join(root, '.oxfmtrc.json'), 'utf8')) as FormatConfig;
  const fresh = await format(path, withRoutes(page, contract.description), options);
  expect(fresh.errors).toEqual([]);
  await expect(fresh.code).toMatchFileSnapshot(path);
});

it('is a valid OpenAPI 3.1 document', async () => {
  const { contract } = await startApi();
  const validator = new Validator();
  // The validator resolves the references in place.
  const { valid, errors } = await validator.validate(
    structuredClone(contract.description) as object as Record<string, unknown>,
  );
  expect({ valid, errors }).toEqual({ valid: true, errors: undefined });
  expect(validator.version).toBe('3.1');
});

it('describes every operation with an id of its own', async () => {
  const { contract } = await startApi();
  const operations = Object.values(contract.description.paths).flatMap((methods) => Object.values(methods));
  const ids = operations.map(({ operationId }) => operationId);
  expect(new Set(ids).size).toBe(ids.length);
  // References lead to components.
  const targets = JSON.stringify(contract.description).matchAll(/"\$ref":"#\/components\/schemas\/(\w+)"/g);
  const missing = [...targets].filter(([, name]) => !Object.hasOwn(contract.description.components.schemas, name!));
  expect(missing).toEqual([]);
});

/** Routes that no test needs to call: they respond 501 until their capability exists. */
const LATER = /^\w+ \/(?:requests|policies|stats|import|flags\/\{key\}\/stats)/;

it('has a test for every route', async () => {
  const { contract } = await startApi();
  const tests = ['read', 'write', 'past', 'schedule', 'operate', 'roles', 'security', 'stores'];
  const texts = await Promise.all(tests.map((name) => readFile(join(import.meta.dirname, `${name}.test.ts`), 'utf8')));
  const calls = [...texts.join('\n').matchAll(/(?:ask|send)\(\s*'([A-Z]+)',\s*[`']([^`'?]+)/g)].map(
    ([, method, path]) => `${method} ${path}`,
  );
  if (texts.some((text) => text.includes('/api/v1/events`'))) calls.push('GET /events');
  const untested = Object.entries(contract.description.paths)
    .flatMap(([path, methods]) => Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`))
    .filter((route) => !LATER.test(route) && !calls.some((call) => matches(route, call)));
  expect(untested).toEqual([]);
});

/** The kinds of documents share their handlers, so a test of one is a test of all. */
function matches(route: string, call: string): boolean {
  const pattern = route
    .replace(/^(\w+ )\/(?:flags|segments|environments)(?=$|\/)/, '$1/(?:flags|segments|environments)')
    .replaceAll(/\{\w+\}/g, '[^/]+');
  return new RegExp(`^${pattern}$`).test(call);
}
