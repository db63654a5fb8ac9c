import { createFlagstaff } from '@flagstaff/core';
import type { FlagDocument, Flagstaff, Rollout } from '@flagstaff/core';
import { manage } from '@flagstaff/core/management';
import { flags } from '@flagstaff/express';
import express from 'express';
import type { Express } from 'express';

const DAY = 86_400_000;

/** 1 % for an hour, then linear up to all users a day after the start. */
function dayLong(start: Date): Rollout {
  const after = (hours: number): string => new Date(start.getTime() + (hours * DAY) / 24).toISOString();
  return {
    mode: 'linear',
    ramp: [
      { at: after(0), percentage: 1 },
      { at: after(1), percentage: 1 },
      { at: after(24), percentage: 100 },
    ],
  };
}

/** One user in twenty sees none of this quarter's changes, for comparison with all others. */
function newCheckout(rollout: Rollout): FlagDocument {
  return {
    kind: 'flag',
    key: 'new-checkout',
    type: 'boolean',
    holdout: { name: 'this-quarter', percentage: 5 },
    rules: [{ name: 'a growing share', rollout, serve: 'on' }],
  };
}

export function createFlags(start: Date): Flagstaff {
  return createFlagstaff({ bootstrap: [newCheckout(dayLong(start))] });
}

const PEOPLE = Array.from({ length: 10_000 }, (_, n) => `user-${n}`);

export function createApp(flagstaff: Flagstaff): Express {
  const app = express();
  app.use(flags(flagstaff, { context: (req) => ({ targetingKey: textOf(req.query['user']) }) }));

  // Every process computes the percentage from its own clock.
  app.get('/', (req, res) => {
    const { value, reason } = req.flags.details('new-checkout', false);
    res.json({ checkout: value ? 'new' : 'usual', reason });
  });

  // Previews any instant: the same evaluation with another clock.
  app.get('/share', (req, res) => {
    const at = new Date(textOf(req.query['at']) ?? Date.now());
    if (Number.isNaN(at.getTime())) {
      res.status(400).json({ error: 'Give an instant, such as ?at=2026-12-01T09:00:00Z.' });
      return;
    }
    const inside = PEOPLE.filter((targetingKey) =>
      flagstaff.forContext({ targetingKey }, { at }).isEnabled('new-checkout'),
    );
    res.json({ at: at.toISOString(), inside: inside.length, of: PEOPLE.length });
  });

  // In an application, only administrators may call this. Holding at the share reached so far changes no user's variant.
  app.post('/hold/:percentage', async (req, res) => {
    const percentage = Number(req.params.percentage);
    if (percentage >= 0 && percentage <= 100) {
      const { version } = await manage(flagstaff).set(newCheckout({ percentage }), {
        actor: 'ada',
        comment: 'hold the rollout',
      });
      res.json({ percentage, version });
    } else {
      res.status(400).json({ error: 'The percentage is a number from 0 to 100.' });
    }
  });

  return app;
}

function textOf(parameter: unknown): string | undefined {
  return typeof parameter === 'string' ? parameter : undefined;
}
