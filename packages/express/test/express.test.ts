import { createFlagstaff } from '@flagstaff/core';
import type { Document } from '@flagstaff/core';
import { byVariant, flags, requireFlag } from '@flagstaff/express';
import express5 from 'express';
import type { ErrorRequestHandler, Express, Router } from 'express';
import { createRequire } from 'node:module';
import request from 'supertest';
import { afterEach, describe, expect, it } from 'vitest';

type ExpressModule = (() => Express) & { Router(): Router };

const versions: [string, ExpressModule][] = [
  ['Express 5', express5],
  ['Express 4', createRequire(import.meta.url)('express-4') as ExpressModule],
];

const off: Document = { kind: 'flag', key: 'beta', type: 'boolean' };
const adaOnly: Document = {
  kind: 'flag',
  key: 'beta',
  type: 'boolean',
  rules: [{ when: { attribute: 'path', operator: 'eq', value: '/ada' }, serve: 'on' }],
};

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const each of open.splice(0)) await each.close();
});

async function clientOf(...documents: Document[]) {
  const flagstaff = createFlagstaff({ bootstrap: documents });
  open.push(flagstaff);
  await flagstaff.ready();
  return flagstaff;
}

describe.each(versions)('%s', (_, express) => {
  it('passes the request itself to the context function', async () => {
    const app = express();
    app.use(flags(await clientOf(adaOnly), { context: (req) => ({ path: req.path }) }));
    app.get('/:who', (req, res) => void res.json(req.flags.isEnabled('beta')));
    expect((await request(app).get('/ada')).body).toBe(true);
    expect((await request(app).get('/bob')).body).toBe(false);
  });

  it('calls next synchronously when there is nothing to wait for', async () => {
    const middleware = flags(await clientOf(off));
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
    expect(middleware.name).toBe('flags');
  });

  it('sets a Secure visitor cookie behind a trusted proxy', async () => {
    const app = express();
    app.set('trust proxy', true);
    app.use(flags(await clientOf(off), { visitorCookie: true }));
    const cookieFor = async (protocol: string) =>
      (await request(app).get('/').set('x-forwarded-proto', protocol)).headers['set-cookie']?.[0];
    expect(await cookieFor('https')).toMatch(/; HttpOnly; Secure; SameSite=Lax$/);
    expect(await cookieFor('http')).toMatch(/; HttpOnly; SameSite=Lax$/);
  });

  it('sets no cookie after the headers were sent', async () => {
    const app = express();
    app.use((_req, res, next) => {
      res.type('text').write('early ');
      next();
    });
    app.use(flags(await clientOf(off), { visitorCookie: true }));
    app.get('/', (req, res) => void res.end(String(req.flags.isEnabled('beta'))));
    const { text, headers } = await request(app).get('/').expect(200);
    expect(text).toBe('early false');
    expect(headers['set-cookie']).toBeUndefined();
  });

  it('keeps other cookies', async () => {
    const app = express();
    app.use((_req, res, next) => {
      res.cookie('before', '1');
      next();
    });
    app.use(flags(await clientOf(off), { visitorCookie: true }));
    app.get('/', (_req, res) => void res.cookie('after', '2').json(null));
    const cookies = (await request(app).get('/')).headers['set-cookie'] as unknown as string[];
    expect(cookies.map((cookie) => cookie.split('=')[0])).toEqual(['before', 'flagstaff_visitor', 'after']);
  });

  it.each([{}, { context: async () => ({}), awaitContext: true }] as const)(
    'passes errors of runWith to the error handler',
    async (options) => {
      const app = express();
      const runWith = (): never => {
        throw new Error('no store');
      };
      app.use(flags(await clientOf(off), { wrap: runWith, ...options }));
      const answerError: ErrorRequestHandler = (error: Error, _req, res, _next) =>
        void res.status(500).send(error.message);
      app.use(answerError);
      const { text } = await request(app).get('/').expect(500);
      expect(text).toBe('no store');
    },
  );

  it('guards whole routers when mounted by use', async () => {
    const router = express.Router();
    router.get('/inside', (_req, res) => void res.send('in'));
    const app = express();
    app.use(flags(await clientOf(off)));
    app.use('/beta', requireFlag('beta'), router);
    const { text } = await request(app).get('/beta/inside').expect(404);
    expect(text).toBe('Not Found');
  });

  it('names guards after their factories', () => {
    expect(requireFlag('beta').name).toBe('requireFlag');
    expect(byVariant('beta', {}).name).toBe('byVariant');
  });
});
