import { createFlagstaff } from '@flagstaff/core';
import type { Document, EvaluatorOptions, FlagDocument, Flagstaff } from '@flagstaff/core';
import { createMemoryStorage } from '@flagstaff/core/storage';
import { manage } from '@flagstaff/core/management';
import { describe, expect, it, onTestFinished } from 'vitest';
import { during, scene } from './setup.ts';

const production: Document = { kind: 'environment', key: 'production' };
const staging: Document = { kind: 'environment', key: 'staging', parent: 'production' };
const flag: FlagDocument = {
  kind: 'flag',
  key: 'where',
  type: 'string',
  variants: { base: 'base', production: 'production', staging: 'staging' },
  default: 'base',
  environments: { production: { default: 'production' }, staging: { default: 'staging' } },
};
const plain: FlagDocument = { kind: 'flag', key: 'plain', type: 'boolean', default: 'on' };
const documents = [production, staging, flag, plain];

function open(...[options]: Parameters<typeof createFlagstaff>): Flagstaff {
  const flagstaff = createFlagstaff(options);
  onTestFinished(() => flagstaff.close());
  return flagstaff;
}

const where = (flagstaff: Pick<Flagstaff, 'forContext'>, options?: EvaluatorOptions): string =>
  flagstaff.forContext({}, options).value('where', 'caller');

describe('a client of an environment', () => {
  it('serves the patches of its environment, and of others on request', async () => {
    const flagstaff = open({ bootstrap: documents, environment: 'staging' });
    await flagstaff.ready();
    expect(flagstaff.environment).toBe('staging');
    expect(where(flagstaff)).toBe('staging');
    expect(where(flagstaff, { environment: 'production' })).toBe('production');
    expect(where(flagstaff.forEnvironment('production'))).toBe('production');
    expect(flagstaff.forEnvironment('production').environment).toBe('production');
    expect(flagstaff.forContext({}, { environment: 'production' }).with({ plan: 'pro' }).value('where', '')).toBe(
      'production',
    );
    expect(flagstaff.forContext({}).all()).toMatchObject({ where: { value: 'staging' }, plain: { value: true } });
  });

  it('serves the unpatched documents without an environment', async () => {
    const flagstaff = open({ bootstrap: documents });
    await flagstaff.ready();
    expect(flagstaff.environment).toBeUndefined();
    expect(where(flagstaff)).toBe('base');
    expect(where(flagstaff, { preferEnvironment: 'staging' })).toBe('staging');
    expect(where(flagstaff, { preferEnvironment: 'moon' })).toBe('base');
  });

  it('sees its own writes, and keeps the ruleset of an evaluator', async () => {
    const flagstaff = open({ bootstrap: documents, environment: 'staging' });
    await flagstaff.ready();
    const before = flagstaff.forContext({});
    expect(before.value('where', '')).toBe('staging');
    const changes: string[][] = [];
    flagstaff.on('change', ({ changed }) => changes.push([...changed]));
    await manage(flagstaff).set({ ...flag, environments: { staging: { default: 'base' } } });
    expect([where(flagstaff), before.value('where', '')]).toEqual(['base', 'staging']);
    expect(changes).toEqual([['flag:where']]);
  });

  it('serves as of an instant', async () => {
    const schedule = [{ at: '2030-01-01', set: { default: 'production' } }];
    const scheduled = { ...flag, environments: { staging: { schedule } } };
    const flagstaff = open({ bootstrap: [production, staging, scheduled], environment: 'staging' });
    expect(where(flagstaff, { at: new Date('2029-12-31T23:59:59.999Z') })).toBe('base');
    expect(where(flagstaff, { at: new Date('2030-01-01') })).toBe('production');
    expect(where(flagstaff, { at: new Date('2030-01-01'), environment: 'production' })).toBe('base');
  });
});

describe('a start without the store', () => {
  it('serves the environment from the last-known-good copy, which contains all of them', async () => {
    let copy: string | undefined;
    const lastKnownGood = {
      read: async () => copy,
      write: async (text: string) => void (copy = text),
    };
    const first = createFlagstaff({
      storage: createMemoryStorage({ documents }),
      environment: 'staging',
      lastKnownGood,
    });
    await first.ready();
    await first.close();
    expect(copy).toContain('"production"');

    const { flagstaff, clock } = scene({
      environment: 'production',
      lastKnownGood,
      prepare: (line) => line.break('fail'),
    });
    await during(clock, expect.poll(() => where(flagstaff)).toBe('production'));
    expect(flagstaff.state).toBe('stale');
    expect(where(flagstaff, { environment: 'staging' })).toBe('staging');
  });
});

describe('a change of environments', () => {
  it('lists the flags it affects', async () => {
    const flagstaff = open({
      bootstrap: [...documents, { kind: 'environment', key: 'preview' }],
      environment: 'preview',
    });
    await flagstaff.ready();
    const changes: unknown[] = [];
    flagstaff.on('change', ({ changed, affectedFlags }) => changes.push([changed, affectedFlags]));
    expect(where(flagstaff)).toBe('base');
    await manage(flagstaff).set({ kind: 'environment', key: 'preview', parent: 'production' });
    expect(where(flagstaff)).toBe('production');
    expect(changes).toEqual([[['environment:preview'], ['where']]]);
  });

  it('cannot delete one that a flag or another environment references', async () => {
    const flagstaff = open({ bootstrap: documents });
    await flagstaff.ready();
    for (const id of ['environment:staging', 'environment:production'] as const) {
      await expect(manage(flagstaff).delete(id)).rejects.toMatchObject({ code: 'DOCUMENT_IN_USE' });
    }
    await manage(flagstaff).set(plain);
    await manage(flagstaff).delete('flag:where');
    expect(await manage(flagstaff).delete('environment:staging')).toBe(true);
  });

  it('cannot create a cycle, and a flag cannot reference a missing one', async () => {
    const flagstaff = open({ bootstrap: documents });
    await flagstaff.ready();
    await expect(manage(flagstaff).set({ ...production, parent: 'staging' })).rejects.toMatchObject({
      code: 'INVALID_DOCUMENT',
      issues: [{ path: '$.parent', fault: 'reference' }],
    });
    await expect(manage(flagstaff).set({ ...plain, environments: { moon: {} } })).rejects.toMatchObject({
      code: 'INVALID_DOCUMENT',
      issues: [{ path: '$.environments.moon', fault: 'reference' }],
    });
    await expect(
      manage(flagstaff).set({ ...plain, environments: { staging: { rules: [{ serve: 'maybe' }] } } }),
    ).rejects.toMatchObject({ issues: [{ path: '$.environments.staging.rules[0].serve' }] });
  });
});

describe('an environment that does not exist', () => {
  const unknown = { value: 'caller', reason: 'ERROR', errorCode: 'PROVIDER_NOT_READY' };

  it.each(['', 'a b', '__proto__', 5, null, {}])('is rejected as an option when it is not a valid key: %j', (odd) => {
    const environment = odd as string;
    const invalid = expect.objectContaining({ code: 'INVALID_OPTIONS' }) as Error;
    expect(() => createFlagstaff({ environment })).toThrow(invalid);
    const flagstaff = open();
    expect(() => flagstaff.forEnvironment(environment)).toThrow(invalid);
    expect(() => flagstaff.forContext({}, { environment })).toThrow(invalid);
  });

  it('is rejected with bootstrap documents that lack it', () => {
    expect(() => createFlagstaff({ bootstrap: documents, environment: 'moon' })).toThrow(
      expect.objectContaining({ code: 'ENVIRONMENT_NOT_FOUND', message: expect.stringContaining('"moon"') }) as Error,
    );
  });

  it('serves callers’ defaults, never the unpatched documents', async () => {
    const flagstaff = open({ bootstrap: documents, environment: 'staging' });
    await flagstaff.ready();
    const evaluator = flagstaff.forEnvironment('moon').forContext({});
    expect(evaluator.details('where', 'caller')).toMatchObject({
      ...unknown,
      errorMessage: expect.stringContaining('"moon"') as string,
    });
    expect([evaluator.isEnabled('plain'), evaluator.all()]).toEqual([false, {}]);
  });

  it('rejects `ready`, is reported, and serves once the store has it', async () => {
    const { flagstaff, clock, memory, problems } = scene({ documents: [plain], environment: 'staging' });
    const waiting = during(clock, flagstaff.ready());
    await expect(waiting).rejects.toMatchObject({ code: 'ENVIRONMENT_NOT_FOUND' });
    await expect(flagstaff.ready()).rejects.toMatchObject({ code: 'ENVIRONMENT_NOT_FOUND' });
    expect(flagstaff.state).toBe('loading');
    expect(flagstaff.forContext({}).details('plain', false)).toMatchObject({ value: false, reason: 'ERROR' });
    expect(problems.map(({ code }) => code)).toEqual(['ENVIRONMENT_NOT_FOUND']);

    const flags: string[][] = [];
    let readies = 0;
    flagstaff.on('ready', () => (readies += 1));
    flagstaff.on('change', (change) => flags.push([...change.affectedFlags]));
    await memory.commit([
      { type: 'set', document: production },
      { type: 'set', document: staging },
    ]);
    await during(clock, expect.poll(() => flagstaff.state).toBe('ready'));
    await flagstaff.ready();
    expect(flagstaff.forContext({}).isEnabled('plain')).toBe(true);
    expect({ readies, flags }).toEqual({ readies: 1, flags: [['plain']] });
    expect(problems).toHaveLength(1);
  });

  it('fails closed when it is deleted, and recovers', async () => {
    const storage = createMemoryStorage({ documents: [production, plain] });
    const flagstaff = open({ storage, environment: 'production' });
    await flagstaff.ready();
    const problems: string[] = [];
    flagstaff.on('error', ({ code }) => problems.push(code));
    expect(await manage(flagstaff).delete('environment:production')).toBe(true);
    expect(flagstaff.forContext({}).details('plain', false)).toMatchObject({ value: false, reason: 'ERROR' });
    await expect(flagstaff.ready()).rejects.toMatchObject({ code: 'ENVIRONMENT_NOT_FOUND' });
    await manage(flagstaff).set(production);
    await flagstaff.ready();
    expect(flagstaff.forContext({}).isEnabled('plain')).toBe(true);
    expect(problems).toEqual(['ENVIRONMENT_NOT_FOUND']);
  });
});
