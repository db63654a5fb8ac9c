import { createFlagstaff } from '@flagstaff/core';
import type { Flagstaff } from '@flagstaff/core';
import { flags } from '@flagstaff/express';
import express from 'express';
import type { Express } from 'express';
import { documents } from './documents.ts';
import { releases } from './releases.ts';

export interface Shop {
  readonly flagstaff: Flagstaff;
  readonly app: Express;
}

export function createShop(): Shop {
  // An application has two deployments, each with its own `environment`, and one store. Here one server is both.
  const flagstaff = createFlagstaff({ environment: 'production', bootstrap: documents });
  const app = express();
  app.use(
    flags(flagstaff, {
      context: (req) => ({ targetingKey: req.get('x-user'), plan: req.get('x-plan') }),
      environment: { allow: ['staging'], header: 'flagstaff-environment' },
    }),
  );
  app.get('/', (req, res) => void res.json({ checkout: req.flags.value('checkout', 'classic') }));
  app.use('/releases', releases(flagstaff));
  return { flagstaff, app };
}
