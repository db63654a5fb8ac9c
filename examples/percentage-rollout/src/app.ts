import { createFlagstaff } from '@flagstaff/core';
import type { FlagDocument, Flagstaff } from '@flagstaff/core';
import { manage } from '@flagstaff/core/management';
import { flags } from '@flagstaff/express';
import express from 'express';
import type { Express } from 'express';

/** Includes the staff, and a share of all other users. Bucketing depends on the id alone, so raising the share removes no user. */
function newSearch(percentage: number): FlagDocument {
  return {
    kind: 'flag',
    key: 'new-search',
    type: 'boolean',
    rules: [
      { name: 'staff', when: { attribute: 'targetingKey', operator: 'in', value: ['ada', 'grace'] }, serve: 'on' },
      { name: 'a growing share', rollout: { percentage }, serve: 'on' },
    ],
  };
}

export function createFlags(): Flagstaff {
  return createFlagstaff({ bootstrap: [newSearch(20)] });
}

export function createApp(flagstaff: Flagstaff): Express {
  const app = express();
  // A query is easy to set with curl. An application uses its session. A user without an id gets a random one in a
  // cookie, and so the same answer every time.
  app.use(flags(flagstaff, { context: (req) => ({ targetingKey: userFrom(req.query['user']) }), visitorCookie: true }));

  app.get('/', (req, res) => {
    const { value, reason } = req.flags.details('new-search', false);
    res.json({ search: value ? 'new' : 'usual', reason });
  });

  app.get('/share', (_req, res) => {
    const people = Array.from({ length: 10_000 }, (_, n) => `user-${n}`);
    const inside = people.filter((targetingKey) => flagstaff.forContext({ targetingKey }).isEnabled('new-search'));
    res.json({ inside: inside.length, of: people.length });
  });

  // In an application, only administrators may call this.
  app.post('/rollout/:percentage', async (req, res) => {
    const percentage = Number(req.params.percentage);
    if (percentage >= 0 && percentage <= 100) {
      const { version } = await manage(flagstaff).set(newSearch(percentage), {
        actor: 'ada',
        comment: `to ${percentage} %`,
      });
      res.json({ percentage, version });
    } else {
      res.status(400).json({ error: 'The percentage is a number from 0 to 100.' });
    }
  });

  return app;
}

function userFrom(user: unknown): string | undefined {
  return typeof user === 'string' ? user : undefined;
}
