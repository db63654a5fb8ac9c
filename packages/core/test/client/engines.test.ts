import type { Condition, FlagDocument } from '@flagstaff/core';
import { beforeEach, describe, expect, it, vi } from 'vitest';

// Each test loads the modules anew: an engine that one test has loaded is loaded for all that follow.

/** Loading all modules anew takes seconds on a busy machine. */
vi.setConfig({ testTimeout: 60_000 });

type Engines = readonly (readonly [name: string, condition: Condition, invalid: Condition])[];

const on = (operator: string, value: unknown): Condition => ({ attribute: 'a', operator, value }) as Condition;

const ENGINES: Engines = [
  ['patterns', on('matches', '^1[.]'), on('matches', '(')],
  ['versions', on('semver_gte', '1.2.0'), on('semver_gte', 'soon')],
  ['ranges of versions', on('semver_range', '^1.2'), on('semver_range', '>>1')],
  ['networks', on('in_cidr', '1.2.0.0/16'), on('in_cidr', '1.2')],
  ['time conditions', { time: { from: '00:00' } }, { time: { from: '24:00' } }],
  ['cron', { time: { cron: '* * * * *', duration: 'PT1H' } }, { time: { cron: '0 0 31 2 *', duration: 'PT1H' } }],
];

const flag = (when: Condition): FlagDocument => ({
  kind: 'flag',
  key: 'f',
  type: 'boolean',
  rules: [{ when, serve: 'on' }],
});

/** A version, and the address of a host. */
const contextOf = (when: Condition): { targetingKey: string; a: string } => ({
  targetingKey: 'u',
  a: 'operator' in when && when.operator === 'in_cidr' ? '1.2.3.4' : '1.2.3',
});

async function load() {
  const { createFlagstaff } = await import('@flagstaff/core');
  const { manage } = await import('@flagstaff/core/management');
  const { createMemoryStorage } = await import('@flagstaff/core/storage');
  return { createFlagstaff, manage, createMemoryStorage };
}

beforeEach(() => {
  vi.resetModules();
});

describe.each(ENGINES)('the engine of %s', (_, valid, invalid) => {
  it('is loaded when a client with bootstrap documents is ready', async () => {
    const { createFlagstaff } = await load();
    const flagstaff = createFlagstaff({ bootstrap: [flag(valid)] });
    await flagstaff.ready();
    expect(flagstaff.forContext(contextOf(valid)).details('f', false)).toMatchObject({
      value: true,
      reason: 'TARGETING_MATCH',
    });
    await flagstaff.close();
  });

  it('is loaded before a change is applied', async () => {
    const { createFlagstaff, createMemoryStorage } = await load();
    const storage = createMemoryStorage();
    await storage.set({ kind: 'flag', key: 'f', type: 'boolean' });
    const flagstaff = createFlagstaff({ storage });
    await flagstaff.ready();
    expect(flagstaff.forContext(contextOf(valid)).isEnabled('f')).toBe(false);
    const changed = new Promise((resolve) => flagstaff.on('change', resolve));
    await storage.set(flag(valid));
    await changed;
    expect(flagstaff.forContext(contextOf(valid)).isEnabled('f')).toBe(true);
    await flagstaff.close();
  });

  it('is loaded before management validates a document', async () => {
    const { createFlagstaff, manage, createMemoryStorage } = await load();
    const flagstaff = createFlagstaff({ storage: createMemoryStorage() });
    await flagstaff.ready();
    await expect(manage(flagstaff).set(flag(invalid))).rejects.toMatchObject({ code: 'INVALID_DOCUMENT' });
    await manage(flagstaff).set(flag(valid));
    expect(flagstaff.forContext(contextOf(valid)).isEnabled('f')).toBe(true);
    await flagstaff.close();
  });

  it('reports an invalid bootstrap document in any order, and keeps the others', async () => {
    const other: FlagDocument = { kind: 'flag', key: 'other', type: 'boolean', default: 'on' };
    for (const bootstrap of [
      [flag(invalid), other],
      [other, flag(invalid)],
    ]) {
      vi.resetModules();
      const { createFlagstaff } = await load();
      const flagstaff = createFlagstaff({ bootstrap });
      const codes: string[] = [];
      flagstaff.on('error', ({ code }) => codes.push(code));
      await flagstaff.ready();
      expect(codes).toEqual(['DOCUMENT_REJECTED']);
      expect(flagstaff.forContext({}).isEnabled('other')).toBe(true);
      await flagstaff.close();
    }
  });
});
