import { everyCase, loadCases } from '@flagstaff/spec';
import { expect, it } from 'vitest';

type Test = () => Promise<void>;

/** A runner that records its tests. */
function collect(answer: Parameters<typeof everyCase>[0]['answer']) {
  const tests = new Map<string, Test>();
  const { cases } = everyCase({
    name: 'a door',
    answer,
    runner: { describe: (_, body) => body(), it: (title, body) => void tests.set(title, body), afterAll: () => {} },
  });
  return { cases, tests };
}

it('registers a test for each case', () => {
  const { cases, tests } = collect(({ expect: expected }) => expected);
  expect(cases).toBeGreaterThanOrEqual(2_000);
  expect(tests.size).toBe(cases);
});

const casesAbout = (...names: readonly string[]): string =>
  JSON.stringify(loadCases().filter(({ name }) => names.includes(name)));
const numberOf = (name: string): number => loadCases().find((file) => file.name === name)?.cases.length ?? 0;

it('has cases of every theme', () => {
  const themes = ['time', 'time-zones', 'environments', 'ramps', 'schedules', 'namespaces', 'holdouts'];
  expect(themes.filter((theme) => numberOf(theme) < 40)).toEqual([]);
});

it('has cases in time zones with DST, without, and south of the equator', () => {
  const zones = ['Europe/Paris', 'America/New_York', 'Asia/Kolkata', 'Pacific/Auckland'];
  expect(zones.filter((zone) => !casesAbout('time', 'time-zones').includes(`"${zone}"`))).toEqual([]);
});

it('gives each case of a file its own title', () => {
  for (const { cases } of loadCases()) expect(new Set(cases.map(({ title }) => title)).size).toBe(cases.length);
});

it('passes the documents of the case, or those of its file', async () => {
  const seen = new Set<readonly unknown[]>();
  const { tests } = collect(({ documents, expect: expected }) => {
    seen.add(documents);
    return expected;
  });
  for (const run of tests.values()) await run();
  expect(seen.size).toBeGreaterThanOrEqual(loadCases().length);
  expect([...seen].every((documents) => Array.isArray(documents))).toBe(true);
});

it.each([
  ['value', { value: 'something else' }],
  ['variant', { variant: 'something else' }],
  ['reason', { reason: 'UNKNOWN' }],
  ['error code', { errorCode: 'GENERAL' }],
])('fails a door whose %s is wrong', async (_, wrong) => {
  const { tests } = collect(({ expect: expected }) => ({ ...expected, ...wrong }));
  const [first] = tests.values();
  await expect(first!()).rejects.toThrow('Expected values to be strictly deep-equal');
});

it('ignores other parts of a result', async () => {
  const { tests } = collect(({ expect: expected }) => ({ ...expected, flagKey: 'any', errorMessage: 'any' }));
  for (const run of tests.values()) await expect(run()).resolves.toBeUndefined();
});
