import type { Flagstaff } from '@flagstaff/core';
import { flags } from '@flagstaff/express';
import express from 'express';
import type { Express } from 'express';

/** Serves what the flags say. Nothing here knows of the file. */
export function createApp(flagstaff: Flagstaff): Express {
  const app = express();
  app.use(flags(flagstaff, { context: (req) => ({ targetingKey: req.get('x-user') }) }));
  app.get('/', (req, res) => {
    res.json({ banner: req.flags.value('banner', ''), freeShipping: req.flags.isEnabled('free-shipping') });
  });
  return app;
}
