import { defineFlags } from '@flagstaff/core';
import { manage } from '@flagstaff/core/management';
import { fakeClock, forEachCombination, recordingHook, testFlags } from '@flagstaff/testkit';
import { describe, expect, it } from 'vitest';

const values = { 'new-checkout': true, 'old-menu': false, theme: 'dark', limit: 0.5, plan: { seats: 3 }, list: [1, 2] };

describe('testFlags', () => {
  it('serves values of every type immediately', async () => {
    await using flagstaff = testFlags(values);
    const flags = flagstaff.forContext({ targetingKey: 'u1' });
    expect(flags.isEnabled('new-checkout')).toBe(true);
    expect(flags.isEnabled('old-menu')).toBe(false);
    expect(flags.value('theme', 'light')).toBe('dark');
    expect(flags.value('limit', 1)).toBe(0.5);
    expect(flags.value('plan', {})).toEqual({ seats: 3 });
    expect(flags.value('list', [])).toEqual([1, 2]);
    expect(flags.details('theme', 'light')).toMatchObject({ reason: 'STATIC', variant: 'value' });
    expect(flags.details('absent', 'light')).toMatchObject({ value: 'light', errorCode: 'FLAG_NOT_FOUND' });
  });

  it('serves its values in an environment', async () => {
    await using flagstaff = testFlags(values, { environment: 'staging' });
    await flagstaff.ready();
    expect(flagstaff.forContext({}).value('theme', 'light')).toBe('dark');
    await flagstaff.override('theme', 'light');
    await flagstaff.reset();
    expect(flagstaff.forContext({}).value('theme', 'light')).toBe('dark');
    expect(flagstaff.environment).toBe('staging');
  });

  it('is a real client', async () => {
    await using flagstaff = testFlags(values);
    await flagstaff.ready();
    expect(flagstaff.state).toBe('ready');
    expect(await manage(flagstaff).get('flag:theme')).toMatchObject({ type: 'string', version: 1 });
    await flagstaff.close();
    expect(flagstaff.state).toBe('closed');
  });

  it('overrides flags for later checks, and resets them', async () => {
    await using flagstaff = testFlags(values);
    const before = flagstaff.forContext({});
    expect(before.isEnabled('new-checkout')).toBe(true);
    await flagstaff.override('new-checkout', false);
    await flagstaff.override('theme', 'light');
    const overridden = flagstaff.forContext({});
    expect(overridden.isEnabled('new-checkout')).toBe(false);
    expect(overridden.details('theme', '')).toMatchObject({ value: 'light', variant: 'value' });
    expect(before.isEnabled('new-checkout')).toBe(true);

    await flagstaff.reset();
    const after = flagstaff.forContext({});
    expect(after.isEnabled('new-checkout')).toBe(true);
    expect(after.value('theme', 'light')).toBe('dark');
    const { number } = flagstaff.revision ?? { number: 0 };
    await flagstaff.reset();
    expect(flagstaff.revision?.number, 'a reset without changes writes nothing').toBe(number);
  });

  it('restores flags that the program under test deleted', async () => {
    await using flagstaff = testFlags({ beta: true });
    await manage(flagstaff).delete('flag:beta');
    expect(flagstaff.forContext({}).isEnabled('beta')).toBe(false);
    await flagstaff.reset();
    expect(flagstaff.forContext({}).isEnabled('beta')).toBe(true);
  });

  it('accepts definitions, hooks and a clock', async () => {
    const definitions = defineFlags({ theme: { type: 'string', defaultValue: 'light' } });
    const hook = recordingHook();
    const clock = fakeClock({ now: new Date('2030-01-01T00:00:00Z') });
    await using flagstaff = testFlags<typeof definitions>(
      { theme: 'dark' },
      { definitions: definitions, hooks: [hook], clock },
    );
    const theme: string = flagstaff.forContext({}).value('theme');
    expect(theme).toBe('dark');
    expect(hook.evaluations).toHaveLength(1);
  });

  it('serves the variants of definitions by their values', async () => {
    const definitions = defineFlags({
      checkout: { type: 'string', variants: { classic: 'v1', express: 'v2' }, defaultValue: 'v1' },
      plan: { type: 'object', variants: { small: { seats: 1 }, large: { seats: 9 } }, defaultValue: { seats: 1 } },
      quiet: { type: 'boolean', variants: { yes: true, no: false } },
      limit: { type: 'number', defaultValue: 3 },
    });
    const values = { checkout: 'v2', plan: { seats: 9 }, quiet: true, limit: 7 } as const;
    await using flagstaff = testFlags(values, { definitions: definitions });
    const variants = (): unknown[] => {
      const flags = flagstaff.forContext({});
      return [flags.variant('checkout'), flags.variant('plan'), flags.variant('quiet'), flags.variant('limit')];
    };
    expect(variants()).toEqual(['express', 'large', 'yes', 'value']);
    await flagstaff.override('checkout', 'v1');
    await flagstaff.override('quiet', false);
    expect(variants()).toEqual(['classic', 'large', 'no', 'value']);
    await flagstaff.reset();
    expect(variants()).toEqual(['express', 'large', 'yes', 'value']);

    // @ts-expect-error -- no variant has this value
    await expect(flagstaff.override('checkout', 'v3')).rejects.toThrow(
      '"checkout" is "v3". Its variants have the values "v1", "v2"',
    );
    // @ts-expect-error -- no variant has this value
    expect(() => testFlags({ plan: { seats: 2 } }, { definitions })).toThrow(/"plan" is {"seats":2}/);
  });

  it('rejects null, which no flag can serve', async () => {
    expect(() => testFlags({ nothing: null })).toThrow(/"nothing" is null/);
    await using flagstaff = testFlags({ nothing: 'a' });
    await expect(flagstaff.override('nothing', null)).rejects.toMatchObject({ code: 'INVALID_OPTIONS' });
  });

  it('rejects the key of a flag that does not exist, and lists the flags', async () => {
    await using flagstaff = testFlags({ beta: true, theme: 'dark' });
    const rejection = {
      code: 'INVALID_OPTIONS',
      message: expect.stringContaining('no flag "betta". The flags are beta, theme.'),
    };
    await expect(flagstaff.override('betta', true)).rejects.toMatchObject(rejection);
    await expect(flagstaff.override('betta', true, { targetingKey: 'ada' })).rejects.toMatchObject(rejection);
    await expect(flagstaff.override(5 as never, true)).rejects.toMatchObject({ code: 'INVALID_OPTIONS' });
    await expect(testFlags().override('beta', true)).rejects.toThrow('No flag has a value.');

    const definitions = defineFlags({ beta: { type: 'boolean' } });
    // @ts-expect-error -- no such flag
    expect(() => testFlags({ betta: true }, { definitions })).toThrow('no flag "betta". The flags are beta.');
    await using defined = testFlags({}, { definitions });
    // @ts-expect-error -- no such flag
    await expect(defined.override('betta', true)).rejects.toThrow('no flag "betta". The flags are beta.');
    expect((await manage(defined).list()).length + (await manage(flagstaff).list()).length, 'nothing was written').toBe(
      2,
    );
  });

  it('accepts flags that are defined, or that the program under test has created', async () => {
    const definitions = defineFlags({ limit: { type: 'number', defaultValue: 3 }, beta: { type: 'boolean' } });
    await using flagstaff = testFlags({}, { definitions });
    await flagstaff.override('limit', 7);
    await flagstaff.override('beta', true, { targetingKey: 'ada' });
    expect(flagstaff.forContext({}).value('limit')).toBe(7);
    expect(flagstaff.forContext({ targetingKey: 'ada' }).isEnabled('beta')).toBe(true);
    expect(flagstaff.forContext({ targetingKey: 'bob' }).isEnabled('beta')).toBe(false);

    await using another = testFlags();
    await manage(another).set({ kind: 'flag', key: 'created', type: 'boolean', default: 'on' });
    await another.override('created', false);
    expect(another.forContext({}).isEnabled('created')).toBe(false);
  });

  it.each([
    ['beta', 'on'],
    ['beta', 1],
    ['theme', true],
    ['limit', '7'],
    ['plan', 'large'],
    ['theme', ['dark']],
  ])('rejects a value of another type than the flag %s has: %j', async (key, value) => {
    const values = { beta: true, theme: 'dark', limit: 3, plan: { seats: 3 } };
    const definitions = defineFlags({
      beta: { type: 'boolean' },
      theme: { type: 'string', defaultValue: 'dark' },
      limit: { type: 'number', defaultValue: 3 },
      plan: { type: 'object', defaultValue: { seats: 3 } },
    });
    const rejection = {
      code: 'INVALID_OPTIONS',
      message: expect.stringMatching(`"${key}" is of type .* cannot serve`),
    };
    await using flagstaff = testFlags(values);
    await expect(flagstaff.override(key, value)).rejects.toMatchObject(rejection);
    await expect(flagstaff.override(key, value, { targetingKey: 'ada' })).rejects.toMatchObject(rejection);
    expect(() => testFlags({ [key]: value }, { definitions })).toThrow(expect.objectContaining(rejection));
    expect(flagstaff.revision?.number, 'nothing was written').toBe(1);
  });

  it('serves a value to one subject, and all others what they were served', async () => {
    const definitions = defineFlags({
      checkout: { type: 'string', variants: { classic: 'v1', express: 'v2' }, defaultValue: 'v1' },
      beta: { type: 'boolean' },
      theme: { type: 'string', defaultValue: 'light' },
    });
    await using flagstaff = testFlags({ checkout: 'v1', beta: false, theme: 'light' }, { definitions });
    const read = (targetingKey: string): unknown[] => {
      const flags = flagstaff.forContext({ targetingKey });
      return [flags.value('checkout'), flags.isEnabled('beta'), flags.value('theme')];
    };
    await flagstaff.override('checkout', 'v2', { targetingKey: 'ada' });
    await flagstaff.override('beta', true, { targetingKey: 'ada' });
    await flagstaff.override('theme', 'dark', { targetingKey: 'ada' });
    await flagstaff.override('theme', 'contrast', { targetingKey: 'bob' });
    expect(read('ada')).toEqual(['v2', true, 'dark']);
    expect(read('bob')).toEqual(['v1', false, 'contrast']);
    expect(read('eve')).toEqual(['v1', false, 'light']);
    expect(flagstaff.forContext({ userId: 'ada' }).isEnabled('beta'), 'userId stands in').toBe(true);

    await flagstaff.override('beta', false, { targetingKey: 'ada' });
    expect(read('ada')).toEqual(['v2', false, 'dark']);
    await flagstaff.override('theme', 'light');
    expect(read('ada'), 'a value for all replaces those of single subjects').toEqual(['v2', false, 'light']);
    // @ts-expect-error -- no variant has this value
    await expect(flagstaff.override('checkout', 'v3', { targetingKey: 'ada' })).rejects.toThrow(/"v1", "v2"/);
    await flagstaff.reset();
    expect(read('ada')).toEqual(['v1', false, 'light']);
  });

  it.each([{ targetingKey: '' }, { targetingKey: 5 }, { targetingkey: 'ada' }, 'ada', null])(
    'rejects the options %j of an override',
    async (options) => {
      await using flagstaff = testFlags({ beta: false });
      await expect(flagstaff.override('beta', true, options as never)).rejects.toMatchObject({
        code: 'INVALID_OPTIONS',
      });
      expect(flagstaff.forContext({ targetingKey: 'ada' }).isEnabled('beta')).toBe(false);
    },
  );

  it('rejects invalid keys, and has no other flags', async () => {
    expect(() => testFlags({ constructor: 'mine' })).toThrow(/\$\.key/);
    await using flagstaff = testFlags({});
    expect(flagstaff.forContext({}).value('toString', 'default')).toBe('default');
  });
});

describe('recordingHook', () => {
  it('records evaluations and results, including errors', async () => {
    const hook = recordingHook();
    await using flagstaff = testFlags({ beta: true }, { hooks: [hook] });
    const flags = flagstaff.forContext({ targetingKey: 'u1' });
    flags.isEnabled('beta');
    flags.value('absent', 'default');
    expect(hook.evaluations).toMatchObject([
      { flagKey: 'beta', context: { targetingKey: 'u1' }, details: { value: true, reason: 'STATIC' } },
      { flagKey: 'absent', defaultValue: 'default', details: { value: 'default', errorCode: 'FLAG_NOT_FOUND' } },
    ]);
    hook.clear();
    expect(hook.evaluations).toEqual([]);
  });
});

describe('forEachCombination', () => {
  it('runs the test with a client for each combination', async () => {
    const seen: string[] = [];
    const count = await forEachCombination({ beta: [true, false], theme: ['light', 'dark'] }, (client) => {
      const flags = client.forContext({});
      seen.push(`${flags.isEnabled('beta')} ${flags.value('theme', '')}`);
    });
    expect(count).toBe(4);
    expect(seen).toEqual(['true light', 'true dark', 'false light', 'false dark']);
  });

  it('names the combination that fails, and closes its client', async () => {
    const cause = new Error('the page is blank');
    const clients: { state: string }[] = [];
    const run = forEachCombination(['a', 'b'], async (client, { a, b }) => {
      clients.push(client);
      if (a === true && b === false) throw cause;
    });
    await expect(run).rejects.toMatchObject({ message: 'With {"a":true,"b":false}: the page is blank', cause });
    expect(clients.map(({ state }) => state)).toEqual(['closed', 'closed', 'closed']);
  });
});
