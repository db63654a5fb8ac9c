import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { Validator } from '@seriousme/openapi-schema-validator';
import { format } from 'oxfmt';
import type { FormatConfig } from 'oxfmt';
import { expect, it, onTestFinished } from 'vitest';
import { readContract, startApi } from './support/api.ts';
import { withRoutes } from './support/route-tables.ts';

readContract();

const ROOT = join(import.meta.dirname, '..', '..', '..');

it('lists all routes in docs/admin-api.md', async () => {
  const { contract } = await startApi();
  const path = join(ROOT, 'docs', 'admin-api.md');
  const page = await readFile(path, 'utf8');
  const options = JSON.parse(await readFile(join(ROOT, '.oxfmtrc.json'), 'utf8')) as FormatConfig;
  const fresh = await format(path, withRoutes(page, contract.description), options);
  expect(fresh.errors).toEqual([]);
  await expect(fresh.code).toMatchFileSnapshot(path);
});

it('names only routes that exist as equivalents of the 51 of litestar-flags', async () => {
  const { contract } = await startApi();
  const { paths } = contract.description as { readonly paths: { readonly [path: string]: object } };
  const page = await readFile(join(ROOT, 'docs', 'admin-api.md'), 'utf8');
  const rows = page.slice(page.indexOf('## From litestar-flags')).matchAll(/^\|[^|]+\| +(\d+) +\|(.+)\|$/gm);
  const counts = [...rows].map(([, count, here]) => {
    const named = [...here!.matchAll(/`([A-Z]+) (\/[^`]*)`/g)];
    for (const [, method, path] of named) expect(paths[path!], path).toHaveProperty(method!.toLowerCase());
    return Number(count);
  });
  expect(counts.reduce((sum, count) => sum + count, 0)).toBe(51);
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

/** Runs a program to its end. Resolves to what it printed. */
async function run(args: readonly string[], input = ''): Promise<{ code: number; output: string }> {
  const child = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  child.stdin.end(input);
  const [output, [code]] = await Promise.all([text(child.stdout), once(child, 'close') as Promise<[number]>]);
  return { code, output };
}

/** The generator and the compiler start as processes, which takes seconds on a busy machine. */
const GENERATION_MS = 60_000;

it(
  'is accepted by a linter and by a generator of clients, whose types fit requests',
  { timeout: GENERATION_MS },
  async () => {
    const { contract } = await startApi();
    const generator = join(ROOT, 'scripts', 'reference', 'client.mjs');
    const { output } = await run([generator], JSON.stringify(contract.description));
    const { problems, types } = JSON.parse(output) as { problems: string[]; types: string };
    expect(problems).toEqual([]);

    const folder = await mkdtemp(join(tmpdir(), 'flagstaff-client-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    await writeFile(join(folder, 'api.ts'), types);
    await writeFile(join(folder, 'client.ts'), CLIENT);
    const tsc = join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc');
    const compilerOptions = { noEmit: true, strict: true, exactOptionalPropertyTypes: true, types: [] };
    await writeFile(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions }));
    const compiled = await run([tsc, '-p', folder, '--pretty', 'false']);
    expect(compiled).toEqual({ code: 0, output: '' });
  },
);

/** What an application writes against the generated types. */
const CLIENT = `
import type { components, paths } from './api';
type Json<Carrier> = Carrier extends { content: { 'application/json': infer Body } } ? Body : never;
type Flag = components['schemas']['DocumentFlag'];
type Patch = paths['/flags/{key}']['patch'];
type Commits = paths['/commits']['post'];

export const flag: Flag = { kind: 'flag', key: 'theme', type: 'string', variants: { a: 'dark' }, default: 'a' };
export const patch: Json<Patch['requestBody']> = { owner: 'ada', environments: { production: null } };
export const commit: Json<Commits['requestBody']> = { changes: [{ set: flag }, { delete: 'flag:old' }], comment: 'Why' };
export const schedule: Json<paths['/schedule']['post']['requestBody']> = {
  flag: 'theme',
  at: '2030-01-01T00:00:00Z',
  set: { default: 'a' },
};
export const query: paths['/commits']['get']['parameters']['query'] = { after: '', limit: 50 };
declare const problem: Patch['responses']['default']['content']['application/problem+json'];
export const code: string | undefined = problem.code;
// @ts-expect-error No method of that path.
export type Missing = paths['/flags/{key}']['post']['responses'];
`;

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
