import { count, SOAKING } from '@flagstaff/spec';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, it } from 'vitest';
import { startApi } from './support/api.ts';
import type { Api } from './support/api.ts';

/** Bodies that no envelope expects. */
const BODIES: readonly string[] = [
  '',
  'null',
  '[]',
  '0',
  '"text"',
  '{"__proto__":{"admin":true}}',
  '{"constructor":{"prototype":{}}}',
  '{"kind":"flag","key":"__proto__","type":"boolean"}',
  '{"kind":"flag","key":"a/../b","type":"boolean"}',
  '{"kind":"flag","key":"a","type":"boolean","rules":{"length":1e9}}',
  '{"kind":"flag","key":"a","type":"boolean","environments":{"__proto__":{"default":"on"}}}',
  '{"changes":[{"set":null}]}',
  '{"changes":[{"set":{"kind":"flag"}}]}',
  '{"changes":[{"set":{"kind":"flag","key":"a","type":"boolean","environments":"x"}}],"comment":"\\u0000"}',
  '{"changes":[{"delete":"flag:a"},{"delete":"flag:a"}]}',
  '{"contexts":[{"a":{"b":{"c":[]}}}],"flags":["a","__proto__"]}',
  '{"flag":"a","context":{"__proto__":{"x":1},"toString":1},"at":"0000-00-00"}',
  '{"subject":{"attribute":"\\ud800","value":1e999},"overrides":{"__proto__":"on"}}',
  '{"subject":{"attribute":"a","value":"b"},"overrides":{"a":"none"}}',
  '{"add":["\\ud800",1e400],"remove":[""]}',
  '{"to":1e15}',
  '{"from":"none","to":"none"}',
  `{"kind":"flag","key":"${'k'.repeat(100_000)}","type":"boolean"}`,
  `{"a":${'['.repeat(5_000)}${']'.repeat(5_000)}}`,
  `{"a":${'{"a":'.repeat(60)}1${'}'.repeat(60)}}`,
];

/** A key above the limit of a body. */
const LONG_KEY = `{"kind":"flag","key":"${'k'.repeat(3_000_000)}","type":"boolean"}`;

const QUERIES: readonly string[] = [
  '',
  '?limit=-1',
  '?limit=1e3',
  '?cursor=%00',
  '?cursor=%5B%22a%22%2C%22b%22%5D',
  '?q=%ED%A0%80',
  '?environment=__proto__',
  '?at=9999-99-99',
  '?changedSince=2020-02-31',
  '?__proto__=1',
  '?attribute=a&value=%00',
  '?document=flag:__proto__',
  '?after=junk',
  '?since=x',
  '?from=constructor',
  '?dryRun=1',
];

const KEYS: readonly string[] = [
  'a',
  '__proto__',
  'constructor',
  '..',
  '%2e%2e',
  '%00',
  'a%2Fb',
  'k'.repeat(3_000),
  '999999999999999',
];

/** Requests of a run. A soak alone takes minutes: `npm run soak -- packages/admin/test/hostile.test.ts`. */
const TOTAL = count(250, 100_000);

/** Bytes that the heap may grow by: the noise of a run. One kept body of each kind would be more. */
const MAX_GROWTH = 16_000_000;

/** Returns the bytes in use after a collection. */
function heapUsed(): number {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
  return process.memoryUsage().heapUsed;
}

interface Operation {
  readonly path: string;
  readonly method: string;
  /** The first segment of the path. */
  readonly group: string;
}

it('answers hostile requests with 4xx, and keeps serving', { timeout: count(120_000, 1_800_000) }, async () => {
  const { url, contract, problems, ask } = await startApi({
    documents: [
      { kind: 'flag', key: 'a', type: 'boolean' },
      { kind: 'segment', key: 'a', members: 'stored' },
    ],
  });
  const operations = Object.entries(contract.description.paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => ({ path, method: method.toUpperCase(), group: path.split('/')[1]! })),
  );
  const wanted = operations.filter(({ group }) => group !== 'events');
  // A soak attacks each group of routes by itself, so that its heap is measured by itself.
  const groups = SOAKING ? [...new Set(wanted.map(({ group }) => group))] : ['every route'];
  const statuses = new Set<number>();
  let sent = 0;
  const send = async ({ path, method }: Operation, index: number): Promise<void> => {
    // Primes: every operation meets every body, query and key in the end.
    const key = KEYS[(index * 7) % KEYS.length]!;
    // A query is refused before a body is read.
    const query = index % 2 === 0 ? QUERIES[(index * 11) % QUERIES.length]! : '';
    const text = index % 97 === 1 ? LONG_KEY : BODIES[(index * 13) % BODIES.length]!;
    const body =
      method === 'GET' || method === 'DELETE' ? undefined : index % 17 === 0 ? new Uint8Array([0xff, 0xfe]) : text;
    const { status } = await fetch(`${url}/api/v1${path.replaceAll(/\{\w+\}/g, () => key)}${query}`, {
      method,
      headers: {
        'x-user': 'root',
        'if-match': index % 3 === 0 ? '"1-0000000000000000"' : '"\u00ff",,W/*',
        'idempotency-key': index % 5 === 0 ? '\u00ff' : `hostile-${index}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body }),
    });
    statuses.add(status);
    sent++;
    expect(status === 501 || status < 500, `${method} ${path} ${key} ${query} ${text.slice(0, 80)}: ${status}`).toBe(
      true,
    );
  };
  const AT_ONCE = 20;
  const sendMany = async (group: readonly Operation[], from: number, to: number): Promise<void> => {
    for (let index = from; index < to; index += AT_ONCE) {
      await Promise.all(
        Array.from({ length: AT_ONCE }, (_, offset) => send(group[(index + offset) % group.length]!, index + offset)),
      );
    }
  };
  const share = TOTAL / groups.length;
  for (const name of groups) {
    const group = SOAKING ? wanted.filter((each) => each.group === name) : wanted;
    // Compiled schemas, connections and the history of the store are there after the first half.
    const half = Math.ceil(share / 2 / AT_ONCE) * AT_ONCE;
    await sendMany(group, 0, half);
    const before = heapUsed();
    await sendMany(group, half, 2 * half);
    expect(heapUsed() - before, `the heap after requests to ${name}`).toBeLessThan(MAX_GROWTH);
  }
  expect(sent).toBeGreaterThanOrEqual(TOTAL);
  expect(statuses).toContain(400);
  expect(problems).toEqual([]);
  expect((await ask('POST', '/flags', { body: LONG_KEY })).status).toBe(413);
  expect((await ask('GET', '/me')).status).toBe(200);
  expect(({} as Api & { admin?: boolean }).admin).toBeUndefined();
});
