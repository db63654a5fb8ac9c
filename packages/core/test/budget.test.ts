import type { Condition, FlagDocument } from '@flagstaff/core';
import { createFlagstaff, LIMITS } from '@flagstaff/core';
import { createMemoryStorage } from '@flagstaff/core/storage';
import { manage } from '@flagstaff/core/management';
import { count } from '@flagstaff/spec';
import { beforeAll, describe, expect, it } from 'vitest';
import { validateDocument } from '../src/documents/parse-document.ts';
import { runHeavy } from './heavy-run.ts';

const list = <T>(length: number, make: (index: number) => T): T[] => Array.from({ length }, (_, index) => make(index));

const flag = (any: readonly Condition[], more: object = {}): FlagDocument => ({
  kind: 'flag',
  key: 'f',
  type: 'boolean',
  rules: [{ when: { any }, serve: 'on' }],
  ...more,
});

/** Returns the issues of a document. Empty when there are none. */
async function faultsOf(document: unknown): Promise<string[]> {
  const result = await validateDocument(document);
  return result.ok ? [] : result.issues.map(({ path, message }) => `${path} ${message}`);
}

const OVER = 'takes more work than one check may take';

describe('a document over its budget of work is rejected', () => {
  const cases: [string, Condition[]][] = [
    ['patterns', list(100, () => ({ attribute: 'a', operator: 'matches', value: '[a-z]{20}[0-9]' }))],
    [
      'a pattern of many classes',
      [
        { attribute: 'a', operator: 'matches', value: '([a-z][b-y]){200}' },
        ...list(2, () => ({ attribute: 'a', operator: 'matches' as const, value: '([a-z][b-y]){200}' })),
      ],
    ],
    ['searches', list(1_001, () => ({ attribute: 'a', operator: 'contains', value: 'ab' }))],
    [
      'networks',
      list(2, () => ({
        attribute: 'a',
        operator: 'in_cidr',
        value: list(20_000, (index) => `10.${index >> 8}.${index & 255}.0/24`),
      })),
    ],
    [
      'version ranges',
      list(20, () => ({ attribute: 'a', operator: 'semver_range', value: `${'1 || '.repeat(1_600)}1` })),
    ],
    ['lists', list(20, () => ({ attribute: 'a', operator: 'in', value: list(20_000, (index) => index) }))],
    ['dates', list(19_000, () => ({ attribute: 'a', operator: 'date_after', value: '2026-01-01' }))],
    ['cron expressions', list(101, () => ({ time: { cron: '0 9 * * *', duration: 'PT1H' } }))],
  ];

  it.each(cases)('%s', async (_, conditions) => {
    const faults = await faultsOf(flag(conditions));
    expect(faults.at(-1)).toMatch(/^\$\.rules\[0\]\.when\.any\[\d+\]/);
    expect(faults.join()).toContain(_ === 'cron expressions' ? 'exceeds the limit of 64 cron expressions' : OVER);
  });

  it('that is within the budget alone, and over it with its references', async () => {
    const searches = (count: number): Condition[] =>
      list(count, (index) => ({ attribute: 'a', operator: 'contains', value: `b${index}` }));
    const segment = (key: string) => ({ kind: 'segment' as const, key, when: { any: searches(400) } });
    const asks = (...segments: string[]) => flag([...searches(100), ...segments.map((key) => ({ segment: key }))]);
    const client = createFlagstaff({ storage: createMemoryStorage() });
    await client.ready();
    for (const key of ['s1', 's2', 's3']) await manage(client).set(segment(key));
    // A segment referenced repeatedly is evaluated once: its result is cached.
    await manage(client).set(asks('s1', 's2', 's1', 's2', 's1', 's2'));
    await expect(manage(client).set(asks('s1', 's2', 's3'))).rejects.toMatchObject({
      code: 'INVALID_DOCUMENT',
      message: expect.stringContaining('leads to more work than one check may take') as string,
    });
    await client.close();
  });

  it('and read no further than that', async () => {
    // Reading it to the end would validate each expression.
    const conditions = list(20_000, () => ({
      attribute: 'a',
      operator: 'semver_range' as const,
      value: '1 || '.repeat(1_600) + '1',
    }));
    let read = 0;
    const counted = conditions.map(
      (condition) => new Proxy(condition, { get: (target, name) => ((read += 1), Reflect.get(target, name)) }),
    );
    expect((await faultsOf(flag(counted))).join()).toContain(OVER);
    expect(read).toBeLessThan(1_000);
  });
});

describe('an attribute longer than its limit does not match', () => {
  const holds = async (condition: Condition, a: unknown): Promise<boolean> => {
    const client = createFlagstaff({ bootstrap: [flag([condition])] });
    await client.ready({ timeoutMs: 1_000 }).catch(() => undefined);
    return client.forContext({ targetingKey: 'u', a }).isEnabled('f');
  };
  const text = (length: number): string => 'a'.repeat(length);

  it.each<[string, Condition, unknown, unknown]>([
    [
      'contains',
      { attribute: 'a', operator: 'contains', value: 'a' },
      text(LIMITS.textInput),
      text(LIMITS.textInput + 1),
    ],
    [
      'starts_with',
      { attribute: 'a', operator: 'starts_with', value: 'a' },
      text(LIMITS.textInput),
      text(LIMITS.textInput + 1),
    ],
    [
      'in',
      { attribute: 'a', operator: 'in', value: [7] },
      list(LIMITS.listInput, (index) => index),
      list(LIMITS.listInput + 1, (index) => index),
    ],
    [
      'contains of a list',
      { attribute: 'a', operator: 'contains', value: 7 },
      list(LIMITS.listInput, (index) => index),
      list(LIMITS.listInput + 1, (index) => index),
    ],
  ])('%s', async (_, condition, longest, longer) => {
    expect({ longest: await holds(condition, longest), longer: await holds(condition, longer) }).toEqual({
      longest: true,
      longer: false,
    });
  });
});

describe('heavy documents and contexts within the limits', () => {
  /** `npm run bench:budget` measures the 50 ms on an idle machine. */
  const CHECKS = count(400, 100_000);
  /** Far above the target, for busy machines. Without a budget, checks take seconds. */
  const MOST = 1_000;
  let longest: Awaited<ReturnType<typeof runHeavy>>;

  beforeAll(
    async () => {
      longest = await runHeavy(CHECKS, 1);
    },
    count(60_000, 3_600_000),
  );

  it('make no check slow', () => {
    expect(longest.checks).toBeGreaterThanOrEqual(CHECKS);
    expect(Math.min(longest.documents, longest.refused)).toBeGreaterThan(1);
    expect(Math.max(longest.firstCheck, longest.check)).toBeLessThan(MOST);
  });

  it('are read, compiled and explained as quickly', () => {
    expect(Math.max(longest.parse, longest.compile, longest.explain)).toBeLessThan(MOST);
  });
});
