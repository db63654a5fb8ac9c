import { createFlagstaff, defineFlags } from '@flagstaff/core';
import type { Flagstaff } from '@flagstaff/core';
import { manage } from '@flagstaff/core/management';
import { flags } from '@flagstaff/express';
import express from 'express';
import type { Express } from 'express';

/** The flags that this program uses. A typo in a key does not compile, and every flag has a default. */
const definitions = defineFlags({
  'new-checkout': { type: 'boolean' },
  theme: { type: 'string', variants: { light: 'light', dark: 'dark' }, defaultValue: 'light' },
  'page-size': { type: 'number', defaultValue: 20 },
});

declare module '@flagstaff/core' {
  interface Register {
    flags: typeof definitions;
    context: { plan: string; age: number };
  }
}

/** Without `storage`, flags live in memory and start as these documents. `page-size` has no document yet. */
export function createFlags(): Flagstaff {
  return createFlagstaff({
    definitions: definitions,
    bootstrap: [
      { kind: 'flag', key: 'new-checkout', type: 'boolean', default: 'off' },
      {
        kind: 'flag',
        key: 'theme',
        type: 'string',
        variants: { light: 'light', dark: 'dark' },
        default: 'light',
        rules: [{ when: { attribute: 'plan', operator: 'eq', value: 'pro' }, serve: 'dark' }],
      },
    ],
  });
}

export function createApp(flagstaff: Flagstaff): Express {
  const app = express();
  // Headers are easy to set with curl. An application uses its session.
  app.use(flags(flagstaff, { context: (req) => ({ targetingKey: req.get('x-user'), plan: req.get('x-plan') }) }));

  app.get('/', (req, res) => {
    res.json({
      checkout: req.flags.isEnabled('new-checkout') ? 'new' : 'classic',
      theme: req.flags.value('theme'),
      pageSize: req.flags.value('page-size'),
    });
  });

  app.get('/why', (req, res) => {
    res.json([req.flags.details('new-checkout'), req.flags.details('theme'), req.flags.details('page-size')]);
  });

  // In an application, only administrators may call this.
  app.post('/release', async (_req, res) => {
    const { version } = await manage(flagstaff).set(
      { kind: 'flag', key: 'new-checkout', type: 'boolean', default: 'on' },
      { actor: 'ada', comment: 'release the new checkout' },
    );
    res.json({ released: 'new-checkout', version });
  });

  return app;
}
