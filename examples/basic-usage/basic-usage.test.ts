import request from 'supertest';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { RunningExample } from './src/start.ts';
import { createFlags } from './src/app.ts';
import { start } from './src/start.ts';

let example: RunningExample;
beforeEach(async () => {
  example = await start(0);
});
afterEach(() => example.stop());

it('serves the values of flags, and a default for a flag that does not exist', async () => {
  const { body } = await request(example.url).get('/').expect(200);
  expect(body).toEqual({ checkout: 'classic', theme: 'light', pageSize: 20 });
});

it('applies the rules to the current user', async () => {
  const { body } = await request(example.url).get('/').set('x-plan', 'pro').expect(200);
  expect(body).toMatchObject({ theme: 'dark' });
});

it('explains its answers with variant and reason', async () => {
  const { body } = await request(example.url).get('/why').set('x-plan', 'pro').expect(200);
  expect(body).toMatchObject([
    { flagKey: 'new-checkout', value: false, variant: 'off', reason: 'STATIC' },
    { flagKey: 'theme', value: 'dark', variant: 'dark', reason: 'TARGETING_MATCH' },
    { flagKey: 'page-size', value: 20, reason: 'ERROR', errorCode: 'FLAG_NOT_FOUND' },
  ]);
});

it('applies a change to the next request', async () => {
  await request(example.url).post('/release').expect(200, { released: 'new-checkout', version: 2 });
  const { body } = await request(example.url).get('/').expect(200);
  expect(body).toMatchObject({ checkout: 'new' });
});

it('serves the variant of a rule, and the compiler knows every variant', async () => {
  const flagstaff = createFlags();
  const flags = flagstaff.forContext({ plan: 'pro', age: 42, anything: ['else'] });
  const paper = (): string => {
    const theme = flags.value('theme');
    switch (theme) {
      case 'light':
        return 'white';
      case 'dark':
        return 'black';
      default:
        return theme satisfies never;
    }
  };
  expect(paper()).toBe('black');
  await flagstaff.close();
});
