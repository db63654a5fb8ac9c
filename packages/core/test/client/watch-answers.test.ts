import { createFlagstaff } from '@flagstaff/core';
import type { Document, Flagstaff, FlagDocument, FlagstaffOptions, Hook } from '@flagstaff/core';
import { watchAnswers } from '@flagstaff/core/explain';
import { createMemoryStorage } from '@flagstaff/core/storage';
import { manage } from '@flagstaff/core/management';
import { count } from '@flagstaff/spec';
import { fakeClock } from '@flagstaff/testkit';
import { describe, expect, it, onTestFinished } from 'vitest';

const NOW = Date.parse('2030-06-15T12:00:00Z');
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const at = (offset: number): string => new Date(NOW + offset).toISOString();

const shown = (key: string, more: Partial<FlagDocument> = {}): FlagDocument => ({
  kind: 'flag',
  key,
  type: 'boolean',
  clientSide: true,
  ...more,
});

async function open(documents: readonly Document[], options: FlagstaffOptions = {}) {
  const clock = fakeClock({ now: new Date(NOW) });
  const flagstaff: Flagstaff = createFlagstaff({ storage: createMemoryStorage({ documents }), clock, ...options });
  onTestFinished(() => flagstaff.close());
  await flagstaff.ready();
  const version = watchAnswers(flagstaff, { clientSideOnly: true });
  return { flagstaff, clock, version, set: (document: Document) => manage(flagstaff).set(document) };
}

describe('the version of the answers', () => {
  it('changes only with what flags for browsers depend on', async () => {
    const rules = [{ when: { segment: 'vip' }, serve: 'on' }];
    const { flagstaff, version, set } = await open([
      { kind: 'segment', key: 'staff', include: ['ada'] },
      { kind: 'segment', key: 'vip', parent: 'staff' },
      { kind: 'segment', key: 'unused' },
      { kind: 'flag', key: 'server', type: 'boolean' },
      { kind: 'flag', key: 'required', type: 'boolean' },
      shown('a', { rules }),
      shown('b', { prerequisites: [{ flag: 'required', variants: ['on'] }] }),
    ]);
    const first = version();
    expect(first).toBeTypeOf('number');
    await set({ kind: 'flag', key: 'server', type: 'boolean', description: 'edited' });
    await set({ kind: 'flag', key: 'another', type: 'boolean' });
    await set({ kind: 'segment', key: 'unused', include: ['eve'] });
    await set({ kind: 'environment', key: 'staging' });
    await flagstaff.refresh();
    expect(version()).toBe(first);

    const seen = [first];
    for (const document of [
      shown('a', { rules, description: 'edited' }),
      { kind: 'segment', key: 'staff', include: ['ada', 'eve'] },
      { kind: 'flag', key: 'required', type: 'boolean', default: 'on' },
      shown('server'),
      { kind: 'flag', key: 'server', type: 'boolean' },
    ] as const satisfies readonly Document[]) {
      await set(document);
      expect(seen).not.toContain(version());
      seen.push(version());
      expect(version()).toBe(seen.at(-1));
    }
    await manage(flagstaff).delete('flag:a');
    expect(seen).not.toContain(version());
  });

  it('covers all flags when asked to', async () => {
    const { flagstaff, set } = await open([shown('a'), { kind: 'flag', key: 'server', type: 'boolean' }]);
    const version = watchAnswers(flagstaff, { clientSideOnly: false });
    const first = version();
    await set({ kind: 'flag', key: 'server', type: 'boolean', description: 'edited' });
    expect(version()).not.toBe(first);
  });

  it('follows the patches of the client’s environment only', async () => {
    const documents: Document[] = [
      { kind: 'environment', key: 'production' },
      { kind: 'environment', key: 'staging', parent: 'production' },
      shown('a', { environments: { production: { default: 'on' } } }),
      shown('b'),
    ];
    const { version, set } = await open(documents, { environment: 'staging' });
    const first = version();
    await set({ kind: 'environment', key: 'another' });
    expect(version()).toBe(first);
    await set({ kind: 'environment', key: 'staging' });
    expect(version()).not.toBe(first);
  });

  it('is unknown while evaluations have other causes or effects', async () => {
    const seen: string[] = [];
    const hook: Hook = { after: ({ flagKey }) => void seen.push(flagKey) };
    expect((await open([shown('a')], { hooks: [hook] })).version()).toBeUndefined();
    const stored: Document[] = [
      { kind: 'segment', key: 'large', members: 'stored' },
      shown('a', { rules: [{ when: { segment: 'large' }, serve: 'on' }] }),
    ];
    const { version, set } = await open(stored);
    expect(version()).toBeUndefined();
    await set(shown('a'));
    expect(version()).toBeTypeOf('number');
    const missing = createFlagstaff({ storage: createMemoryStorage(), environment: 'missing' });
    onTestFinished(() => missing.close());
    expect(watchAnswers(missing, { clientSideOnly: true })()).toBeUndefined();
    expect(watchAnswers({}, { clientSideOnly: true })()).toBeUndefined();
  });

  it('is unknown during a linear ramp, and new after it', async () => {
    const ramp = [
      { at: at(HOUR), percentage: 10 },
      { at: at(2 * HOUR), percentage: 100 },
    ];
    const { clock, version } = await open([
      shown('a', { rules: [{ rollout: { ramp, mode: 'linear' }, serve: 'on' }] }),
    ]);
    const before = version();
    expect(before).toBeTypeOf('number');
    clock.setNow(new Date(NOW + HOUR));
    expect(version()).toBeUndefined();
    clock.setNow(new Date(NOW + 2 * HOUR - 1));
    expect(version()).toBeUndefined();
    clock.setNow(new Date(NOW + 2 * HOUR));
    expect(version()).toBeTypeOf('number');
    expect(version()).not.toBe(before);
    // A clock that is set back makes no old version current.
    const last = version();
    clock.setNow(new Date(NOW));
    expect([before, last]).not.toContain(version());
  });
});

/** Every kind of document whose answers depend on the time. */
const TIMED: readonly Document[] = [
  { kind: 'environment', key: 'production' },
  shown('schedule', {
    schedule: [
      { at: at(3 * HOUR), set: { default: 'on' } },
      {
        at: at(-2 * HOUR),
        set: { rules: [{ when: { time: { after: at(5 * HOUR), before: at(7 * HOUR) } }, serve: 'on' }] },
      },
    ],
  }),
  shown('step', {
    rules: [
      {
        rollout: {
          ramp: [1, 2, 3, 4].map((step) => ({ at: at(step * 7 * HOUR - DAY), percentage: step * 25 })),
        },
        serve: 'on',
      },
    ],
  }),
  shown('override', {
    overrides: [
      { attribute: 'targetingKey', value: 'ada', serve: 'on', expires: at(-5 * HOUR) },
      { attribute: 'userId', value: 'ada', serve: 'on', expires: at(8 * HOUR) },
    ],
  }),
  {
    kind: 'segment',
    key: 'office',
    when: { time: { timezone: 'Europe/Paris', days: ['mon', 'sat'], from: '09:30', to: '17:00' } },
  },
  shown('office', { rules: [{ when: { not: { segment: 'office' } }, serve: 'on' }] }),
  { kind: 'flag', key: 'server', type: 'boolean', schedule: [{ at: at(11 * HOUR), set: { default: 'on' } }] },
  shown('prerequisite', { default: 'on', prerequisites: [{ flag: 'server', variants: ['on'] }] }),
  shown('nightly', { rules: [{ when: { time: { cron: '15 */5 * * *', duration: 'PT40M' } }, serve: 'on' }] }),
  shown('patched', {
    environments: { production: { schedule: [{ at: at(13 * HOUR), set: { status: 'archived' } }] } },
  }),
];

it.each(['production', undefined])(
  'never stays the same while an answer changes (environment %s)',
  async (environment) => {
    const { flagstaff, clock, version } = await open(TIMED, environment === undefined ? {} : { environment });
    const context = { targetingKey: 'ada', userId: 'ada' };
    const answers = (): string => JSON.stringify(flagstaff.forContext(context, { clientSideOnly: true }).all());
    const byVersion = new Map<number, string>();
    const distinct = new Set<string>();
    const step = (3 * DAY) / count(600, 6_000);
    let now = NOW - 1.5 * DAY;
    let known = 0;
    while (now < NOW + 1.5 * DAY) {
      // To the millisecond around whole minutes, where windows open and close.
      now =
        Math.random() < 0.5 ? Math.ceil(now / MINUTE) * MINUTE - Math.round(Math.random()) : now + Math.random() * step;
      now += Math.random() * step;
      clock.setNow(new Date(now));
      const current = version();
      expect(current).toBeTypeOf('number');
      const text = answers();
      distinct.add(text);
      if (byVersion.has(current!)) known += 1;
      expect(byVersion.get(current!) ?? text).toBe(text);
      byVersion.set(current!, text);
    }
    expect(distinct.size).toBeGreaterThan(10);
    // Most instants need no evaluation.
    expect(known).toBeGreaterThan(byVersion.size);
  },
);
