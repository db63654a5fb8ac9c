import request from 'supertest';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { RunningExample } from './src/start.ts';
import { start } from './src/start.ts';

let example: RunningExample;
beforeEach(async () => {
  example = await start(0);
});
afterEach(() => example.stop());

it('serves the page to testers', async () => {
  const { body } = await request(example.url).get('/beta').set('x-user', 'ada').expect(200);
  expect(body).toEqual({ page: 'Welcome to the beta.' });
});

it('returns the 404 page of the app to other users', async () => {
  const nowhere = await request(example.url).get('/nowhere').set('x-user', 'bob').expect(404);
  const guarded = await request(example.url).get('/beta').set('x-user', 'bob').expect(404);
  const anonymous = await request(example.url).get('/beta').expect(404);
  expect(nowhere.body).toEqual({ error: 'There is no such page.' });
  expect(guarded.body).toEqual(nowhere.body);
  expect(anonymous.body).toEqual(nowhere.body);
});

it('returns the response that the guard defines', async () => {
  const refused = await request(example.url).get('/exports').expect(402);
  const served = await request(example.url).get('/exports').set('x-plan', 'pro').expect(200);
  expect(refused.body).toEqual({ error: 'Exports come with the pro plan.' });
  expect(served.body).toEqual({ exports: ['2026-11.csv'] });
});

it('runs the handler for the variant of the user', async () => {
  const express = await request(example.url).get('/checkout').set('x-user', 'grace').expect(200);
  const classic = await request(example.url).get('/checkout').set('x-user', 'bob').expect(200);
  expect(express.body).toEqual({ steps: ['confirmation'] });
  expect(classic.body).toMatchObject({ steps: { length: 4 } });
});
