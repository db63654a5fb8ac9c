import { createFlagstaff, defineFlags } from '@flagstaff/core';
import type { Flagstaff } from '@flagstaff/core';
import { byVariant, flags, requireFlag } from '@flagstaff/hono';
import { Hono } from 'hono';

const definitions = defineFlags({
  beta: { type: 'boolean' },
  exports: { type: 'boolean' },
  checkout: { type: 'string', variants: { classic: 'v1', express: 'v2' }, defaultValue: 'v1' },
});
type Definitions = typeof definitions;

export function createFlags(): Flagstaff<Definitions> {
  return createFlagstaff({
    definitions: definitions,
    bootstrap: [
      { kind: 'segment', key: 'testers', include: ['ada', 'grace'] },
      { kind: 'flag', key: 'beta', type: 'boolean', rules: [{ when: { segment: 'testers' }, serve: 'on' }] },
      {
        kind: 'flag',
        key: 'exports',
        type: 'boolean',
        rules: [{ when: { attribute: 'plan', operator: 'eq', value: 'pro' }, serve: 'on' }],
      },
      {
        kind: 'flag',
        key: 'checkout',
        type: 'string',
        variants: { classic: 'v1', express: 'v2' },
        default: 'classic',
        rules: [{ when: { segment: 'testers' }, serve: 'express' }],
      },
    ],
  });
}

export function createApp(flagstaff: Flagstaff<Definitions>) {
  return (
    new Hono()
      // Headers are easy to set with curl. An application uses its session.
      .use(
        flags(flagstaff, {
          context: (c) => ({ targetingKey: c.req.header('x-user'), plan: c.req.header('x-plan') }),
        }),
      )
      .notFound((c) => c.json({ error: 'There is no such page.' }, 404))

      // Other users get the app's own 404.
      .get('/beta', requireFlag('beta', { flagstaff }), (c) => c.json({ page: 'Welcome to the beta.' }))

      // A guard can define its own response.
      .get(
        '/exports',
        requireFlag('exports', {
          flagstaff,
          fallback: async (c) => c.json({ error: 'Exports come with the pro plan.' }, 402),
        }),
        (c) => c.json({ exports: ['2026-11.csv'] }),
      )

      // One route with a handler per variant. The name of an unknown variant does not compile.
      .get(
        '/checkout',
        byVariant(
          'checkout',
          {
            classic: async (c) => c.json({ steps: ['address', 'delivery', 'payment', 'confirmation'] }),
            express: async (c) => c.json({ steps: ['confirmation'] }),
          },
          { flagstaff },
        ),
      )
  );
}
