import type { Flagstaff } from '@flagstaff/core';
import { flags, requireFlag } from '@flagstaff/express';
import express from 'express';
import type { Express } from 'express';
import { ADMIN, flagsAdmin } from './admin.ts';
import { betaPage, customerFrom, shopPage } from './shop.ts';
import { lookThrough, readWindow } from './window.ts';

/** @param shops Returns the addresses of all three shops. */
export function expressApp(flagstaff: Flagstaff, shops: () => readonly string[]): Express {
  const app = express();
  app.use(ADMIN, flagsAdmin(flagstaff));
  app.use(flags(flagstaff, { context: (req) => customerFrom((name) => req.query[name]), visitorCookie: true }));

  app.get('/', async (req, res) => {
    if (req.accepts('json', 'html') === 'html') res.type('html').send(await readWindow());
    else res.json(shopPage('Express', req.flags));
  });
  app.get('/why', (req, res) => void res.json(req.flags.all()));
  app.get('/beta', requireFlag('beta', { flagstaff }), (_req, res) => void res.json(betaPage('Express')));
  app.get('/window', async (req, res) => {
    res.json(await lookThrough(flagstaff, shops(), new URLSearchParams(req.url.split('?')[1]).toString()));
  });

  return app;
}
