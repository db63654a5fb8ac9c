import { createFlagstaff } from '@flagstaff/core';
import type { Document, EvaluationContext, Flagstaff } from '@flagstaff/core';
import { describe, expect, it } from 'vitest';
import { loadCases } from '@flagstaff/spec';
import { createMemoryStorage } from '@flagstaff/core/storage';

const flagstaff = createFlagstaff({
  bootstrap: [
    { kind: 'flag', key: 'plain', type: 'boolean', default: 'on' },
    {
      kind: 'flag',
      key: 'by-plan',
      type: 'boolean',
      rules: [
        {
          when: [
            { attribute: 'plan', operator: 'eq', value: 'pro' },
            { attribute: 'geo.country', operator: 'in', value: ['FR'] },
          ],
          serve: 'on',
        },
      ],
    },
    { kind: 'flag', key: 'shared', type: 'boolean', default: { split: { on: 1, off: 1 } } },
  ],
});
const tracked = (context: EvaluationContext) => flagstaff.forContext(context, { trackAttributes: true });

it('returns only the attributes that the answers so far depended on', () => {
  const flags = tracked({ plan: 'free', geo: { country: 'FR' }, targetingKey: 'u1', email: 'a@example.com' });
  expect(flags.vary()).toEqual([]);
  flags.isEnabled('plain');
  expect(flags.vary()).toEqual([]);
  flags.isEnabled('by-plan');
  // The plan decided, so the country was not read.
  expect(flags.vary()).toEqual(['plan']);
  flags.variant('shared');
  expect(flags.vary()).toEqual(['plan', 'targetingKey']);
});

it('includes attributes that were read and are absent', () => {
  const flags = tracked({ plan: 'pro' });
  flags.isEnabled('by-plan');
  expect(flags.vary()).toEqual(['geo', 'geo.country', 'plan']);
});

it('carries over with(), and keeps the original context', () => {
  const flags = tracked({ plan: 'free' });
  const derived = flags.with({ plan: 'pro' });
  derived.isEnabled('by-plan');
  expect(flags.vary()).toEqual(['geo', 'geo.country', 'plan']);
  expect(derived.context).toEqual({ plan: 'pro' });
  expect(flags.vary()).toEqual(['geo', 'geo.country', 'plan']);
});

it('leaves out what hooks read, which get the original context', () => {
  const seen: unknown[] = [];
  const observed = createFlagstaff({
    bootstrap: [{ kind: 'flag', key: 'plain', type: 'boolean', default: 'on' }],
    hooks: [{ after: ({ context }) => seen.push(context, context['email']) }],
  });
  const context = { email: 'a@example.com' };
  const flags = observed.forContext(context, { trackAttributes: true });
  flags.isEnabled('plain');
  expect(seen).toEqual([context, 'a@example.com']);
  expect(seen[0]).toBe(context);
  expect(flags.vary()).toEqual([]);
});

it('includes the substitute of a missing or empty targeting key', () => {
  const names = (context: EvaluationContext) => {
    const flags = tracked(context);
    flags.variant('shared');
    return flags.vary();
  };
  expect(names({ targetingKey: 'u1' })).toEqual(['targetingKey']);
  expect(names({ targetingKey: '', userId: 'u1' })).toEqual(['targetingKey', 'userId']);
  expect(names({})).toEqual(['targetingKey', 'userId']);
});

it('is undefined without trackAttributes', () => {
  const flags = flagstaff.forContext({ plan: 'pro' });
  flags.isEnabled('by-plan');
  expect(flags.vary()).toBeUndefined();
});

describe('is sufficient: equal attributes give equal answers', () => {
  let compared = 0;

  it.each(loadCases())('$name', async ({ documents, cases }) => {
    const clients = new Map<readonly unknown[], Flagstaff>();
    for (const { documents: own = documents, flag, context, now } of cases) {
      if (typeof context !== 'object' || context === null || Array.isArray(context)) continue;
      const client =
        clients.get(own) ??
        createFlagstaff({ storage: createMemoryStorage({ documents: own as readonly Document[] }) });
      clients.set(own, client);
      await client.ready();
      const at = now === undefined ? {} : { at: new Date(now) };
      const flags = client.forContext(context as EvaluationContext, { trackAttributes: true, ...at });
      const answer = flags.resolve(flag);
      const names = new Set(flags.vary());
      // Everything else about the other context differs: values are removed or added.
      const alike = Object.entries(context).filter(([name]) => names.has(name));
      const more = ['userId', 'targetingKey', 'plan', 'country', 'email', 'x', 'user'].filter(
        (name) => !names.has(name),
      );
      const other = Object.fromEntries([...alike, ...more.map((name) => [name, 'something else'] as const)]);
      expect(client.forContext(other, at).resolve(flag)).toEqual(answer);
      compared += 1;
    }
    await Promise.all([...clients.values()].map((client) => client.close()));
  });

  it('in all of them', () => expect(compared).toBeGreaterThan(1_000));
});
