import { createFlagstaff } from '@flagstaff/core';
import type { Flagstaff } from '@flagstaff/core';
import { currentFlags, runWithFlags } from '@flagstaff/core/async';
import { byVariant, flags, requireFlag } from '@flagstaff/fastify';
import { testFlags } from '@flagstaff/testkit';
import { fastify } from 'fastify';
import type { FastifyInstance } from 'fastify';
import { once } from 'node:events';
import { Agent, request as send } from 'node:http';
import type { IncomingMessage } from 'node:http';
import request from 'supertest';
import { expect, it, onTestFinished } from 'vitest';

/** A client with the boolean flag `beta`, closed when the test ends. */
function clientWith(beta: boolean): Flagstaff {
  const flagstaff = testFlags({ beta });
  onTestFinished(() => flagstaff.close());
  return flagstaff;
}

function appOf(options: { readonly trustProxy?: boolean } = {}): FastifyInstance {
  const app = fastify(options);
  onTestFinished(() => app.close());
  return app;
}

async function ask(app: FastifyInstance) {
  await app.ready();
  return request(app.server);
}

it('explains that a hook came before the plugin', async () => {
  const app = appOf();
  const errors: unknown[] = [];
  app.setErrorHandler((error, _req, reply) => {
    errors.push(error);
    return reply.code(500).send();
  });
  app.addHook('onRequest', async (req) => {
    if (req.url === '/before') req.flags.isEnabled('beta');
  });
  app.register(flags(clientWith(true)));
  app.get('/*', async (req) => req.flags.isEnabled('beta'));
  const client = await ask(app);
  await client.get('/before').expect(500);
  expect(errors).toMatchObject([{ code: 'NO_CURRENT_FLAGS', message: expect.stringContaining('`request.flags`') }]);
  expect((await client.get('/after').expect(200)).body).toBe(true);
});

it('serves the routes of other plugins, including earlier ones', async () => {
  const app = appOf();
  app.get('/first', async (req) => req.flags.isEnabled('beta'));
  app.register(async (child) => {
    child.get('/child', async (req) => req.flags.isEnabled('beta'));
  });
  app.register(flags(clientWith(true)));
  const client = await ask(app);
  for (const path of ['/first', '/child']) expect((await client.get(path)).body).toBe(true);
});

it('sets no cookie after the headers were sent', async () => {
  const app = appOf();
  app.addHook('onRequest', async (_request, reply) => void reply.raw.writeHead(200).write('early '));
  app.register(flags(clientWith(false), { visitorCookie: true }));
  app.get('/', (req, reply) => void reply.hijack().raw.end(String(req.flags.isEnabled('beta'))));
  const { text, headers } = await (await ask(app)).get('/').expect(200);
  expect(text).toBe('early false');
  expect(headers['set-cookie']).toBeUndefined();
});

it('makes currentFlags available after the request body was parsed', async () => {
  const app = appOf();
  app.register(flags(clientWith(true), { wrap: runWithFlags }));
  app.post('/', async (req) => [(req.body as { size: string }).size.length, currentFlags().isEnabled('beta')]);
  const size = 'x'.repeat(500_000);
  const client = await ask(app);
  const answers = await Promise.all([1, 2, 3].map(() => client.post('/').send({ size })));
  expect(answers.map(({ body }) => body)).toEqual([1, 2, 3].map(() => [500_000, true]));
});

it('rejects with the not-found handler of the app', async () => {
  const app = appOf();
  app.register(flags(clientWith(false)));
  app.setNotFoundHandler(async (_request, reply) => reply.code(404).send({ error: 'There is no such page.' }));
  app.get('/beta', { preHandler: requireFlag('beta') }, async () => 'in');
  app.get('/variant', byVariant('beta', { on: async () => 'in' }));
  const client = await ask(app);
  for (const path of ['/beta', '/variant', '/nowhere']) {
    const { body } = await client.get(path).expect(404);
    expect(body).toEqual({ error: 'There is no such page.' });
  }
});

it('guards whole plugins when added as a hook', async () => {
  const app = appOf();
  app.register(flags(clientWith(false)));
  app.register(
    async (child) => {
      child.addHook('preHandler', requireFlag('beta', { fallback: 403 }));
      child.get('/inside', async () => 'in');
    },
    { prefix: '/beta' },
  );
  const { text } = await (await ask(app)).get('/beta/inside').expect(403);
  expect(text).toBe('');
});

it('never runs a guarded handler, even when the guard rejects late', async () => {
  const app = appOf();
  let ran = 0;
  app.register(flags(clientWith(false)));
  const preHandler = requireFlag('beta', {
    fallback(_request, reply) {
      setImmediate(() => void reply.code(402).send('later'));
    },
  });
  app.get('/beta', { preHandler }, async () => (ran += 1));
  const { text } = await (await ask(app)).get('/beta').expect(402);
  expect([text, ran]).toEqual(['later', 0]);
});

it.each([
  ['a text', 'sent as the response otherwise'],
  ['undefined', undefined],
  ['a number', 200],
])('a guard whose handler throws %s responds 500', async (_what, thrown) => {
  const app = fastify();
  await app.register(flags(createFlagstaff()));
  const otherwise = (): never => {
    throw thrown;
  };
  app.get('/beta', { preHandler: requireFlag('beta', { fallback: otherwise }) }, async () => 'in');
  const response = await app.inject('/beta');
  expect(response.statusCode).toBe(500);
  expect(response.body).not.toContain('sent as');
  await app.close();
});

it('keeps the connection usable when a guard rejects before the body is parsed', async () => {
  const app = fastify();
  await app.register(flags(createFlagstaff()));
  app.post('/early', { onRequest: requireFlag('beta') }, async () => 'in');
  app.post('/late', { preHandler: requireFlag('beta') }, async () => 'in');
  app.get('/', async () => 'fine');
  const url = await app.listen({ port: 0, host: '127.0.0.1' });
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const statusOf = async (path: string, body = '', type = 'text/plain'): Promise<number | undefined> => {
    const headers = body === '' ? {} : { 'content-type': type, 'content-length': body.length };
    const sending = send(`${url}${path}`, { agent, method: body === '' ? 'GET' : 'POST', headers });
    const [response] = (await once(sending.end(body), 'response')) as [IncomingMessage];
    await once(response.resume(), 'end');
    return response.statusCode;
  };
  const long = JSON.stringify('x'.repeat(400_000));
  for (let round = 0; round < 3; round++) {
    expect(await statusOf('/early', long)).toBe(404);
    expect(await statusOf('/')).toBe(200);
    expect(await statusOf('/late', long, 'application/json')).toBe(404);
    expect(await statusOf('/')).toBe(200);
  }
  agent.destroy();
  await app.close();
});
