import type { Flagstaff } from '@flagstaff/core';
import { flags, requireFlag } from '@flagstaff/express';
import { testFlags } from '@flagstaff/testkit';
import express5 from 'express';
import type { ErrorRequestHandler, Express, Router } from 'express';
import { createRequire } from 'node:module';
import request from 'supertest';
import { describe, expect, it, onTestFinished } from 'vitest';

type ExpressModule = (() => Express) & { Router(): Router };

const versions: [string, ExpressModule][] = [
  ['Express 5', express5],
  ['Express 4', createRequire(import.meta.url)('express-4') as ExpressModule],
];

/** A client with the boolean flag `beta`, closed when the test ends. */
function clientWith(beta: boolean): Flagstaff {
  const flagstaff = testFlags({ beta });
  onTestFinished(() => flagstaff.close());
  return flagstaff;
}

it('explains that a route was mounted before the middleware', async () => {
  const app = express5();
  app.get('/before', (req, res) => void res.json(req.flags.isEnabled('beta')));
  app.use(flags(clientWith(true)));
  app.get('/after', (req, res) => void res.json(req.flags.isEnabled('beta')));
  const errors: unknown[] = [];
  app.use(((error, _req, res, _next) => {
    errors.push(error);
    res.sendStatus(500);
  }) satisfies ErrorRequestHandler);
  await request(app).get('/before').expect(500);
  expect(errors).toMatchObject([{ code: 'NO_CURRENT_FLAGS', message: expect.stringContaining('`req.flags`') }]);
  expect((await request(app).get('/after').expect(200)).body).toBe(true);
});

describe.each(versions)('%s', (_, express) => {
  it('calls next synchronously when there is nothing to wait for', async () => {
    const middleware = flags(clientWith(false));
    const calledAtOnce: boolean[] = [];
    const app = express();
    app.use((req, res, next) => {
      let called = false;
      middleware(req, res, (error?: unknown) => {
        called = true;
        next(error);
      });
      calledAtOnce.push(called);
    });
    await request(app).get('/').expect(404);
    expect(calledAtOnce).toEqual([true]);
  });

  it('sets no cookie after the headers were sent', async () => {
    const app = express();
    app.use((_req, res, next) => {
      res.type('text').write('early ');
      next();
    });
    app.use(flags(clientWith(false), { visitorCookie: true }));
    app.get('/', (req, res) => void res.end(String(req.flags.isEnabled('beta'))));
    const { text, headers } = await request(app).get('/').expect(200);
    expect(text).toBe('early false');
    expect(headers['set-cookie']).toBeUndefined();
  });

  it('guards whole routers when mounted by use', async () => {
    const router = express.Router();
    router.get('/inside', (_req, res) => void res.send('in'));
    const app = express();
    app.use(flags(clientWith(false)));
    app.use('/beta', requireFlag('beta'), router);
    const { text } = await request(app).get('/beta/inside').expect(404);
    expect(text).toBe('Not Found');
  });
});
