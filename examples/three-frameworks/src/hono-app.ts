import type { Flagstaff } from '@flagstaff/core';
import { flags, requireFlag } from '@flagstaff/hono';
import { Hono } from 'hono';
import { betaPage, customerFrom, shopPage } from './shop.ts';

export function honoApp(flagstaff: Flagstaff) {
  return new Hono()
    .use(flags(flagstaff, { context: (c) => customerFrom((name) => c.req.query(name)), visitorCookie: true }))
    .get('/', (c) => c.json(shopPage('Hono', c.var.flags)))
    .get('/why', (c) => c.json(c.var.flags.all()))
    .get('/beta', requireFlag('beta', { flagstaff }), (c) => c.json(betaPage('Hono')));
}
