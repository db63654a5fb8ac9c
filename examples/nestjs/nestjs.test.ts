import request from 'supertest';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { RunningExample } from './src/start.ts';
import { start } from './src/start.ts';

let example: RunningExample;
beforeEach(async () => {
  example = await start(0);
});
afterEach(() => example.stop());

it('passes the details of a flag to a handler, with variant and reason', async () => {
  const free = await request(example.url).get('/checkout').expect(200);
  const pro = await request(example.url).get('/checkout').set('x-plan', 'pro').expect(200);
  expect(free.body).toEqual({ checkout: 'four steps', variant: 'classic', reason: 'DEFAULT' });
  expect(pro.body).toEqual({ checkout: 'one step', variant: 'express', reason: 'TARGETING_MATCH' });
});

it('serves the beta to testers only', async () => {
  const { body } = await request(example.url).get('/beta').set('x-user', 'ada').expect(200);
  expect(body).toEqual({ page: 'Welcome to the beta.' });
  await request(example.url).get('/beta').set('x-user', 'bob').expect(404);
  await request(example.url).get('/beta').expect(404);
});

it('evaluates for the user of the request in a service, while requests interleave', async () => {
  const users = Array.from({ length: 20 }, (_, index) => (index % 2 === 0 ? 'ada' : 'bob'));
  const answers = await Promise.all(users.map((user) => request(example.url).get('/price').set('x-user', user)));
  expect(answers.map(({ body }) => body.price)).toEqual(users.map((user) => (user === 'ada' ? 45 : 50)));
});

it('gives the same answer through Express', async () => {
  const visitor = { 'x-user': 'ada', 'x-plan': 'pro' };
  const [openFeature, express] = await Promise.all(
    ['/checkout', '/express/checkout'].map((path) => request(example.url).get(path).set(visitor).expect(200)),
  );
  expect(express!.body).toEqual({ ...openFeature!.body, beta: true });
});

it('guards routes with the Express middleware', async () => {
  const tester = await request(example.url).get('/express/exports').set('x-user', 'ada').expect(200);
  expect(tester.body).toEqual({ exports: ['2026-11.csv'] });
  const other = await request(example.url).get('/express/exports').set('x-user', 'bob');
  expect(other.status).toBe(403);
});
