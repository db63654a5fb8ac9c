import type { Flagstaff } from '@flagstaff/core';
import { flags, requireFlag } from '@flagstaff/express';
import express from 'express';
import type { Express } from 'express';
import { betaPage, customerFrom, shopPage } from './shop.ts';

export function expressApp(flagstaff: Flagstaff): Express {
  const app = express();
  app.use(flags(flagstaff, { context: (req) => customerFrom((name) => req.query[name]), visitorCookie: true }));

  app.get('/', (req, res) => void res.json(shopPage('Express', req.flags)));
  app.get('/why', (req, res) => void res.json(req.flags.all()));
  app.get('/beta', requireFlag('beta', { flagstaff }), (_req, res) => void res.json(betaPage('Express')));

  return app;
}
