import request from 'supertest';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { RunningExample } from './src/start.ts';
import { start } from './src/start.ts';

const HOUR = 3_600_000;

let example: RunningExample;
let begun: number;
beforeEach(async () => {
  begun = Date.now();
  example = await start(0);
});
afterEach(() => example.stop());

/** How many of 10,000 users get the feature, a number of hours after the start. */
async function insideAfter(hours: number): Promise<number> {
  const at = new Date(begun + hours * HOUR).toISOString();
  const { body } = await request(example.url).get('/share').query({ at }).expect(200);
  return (body as { inside: number }).inside;
}

it('starts with few users, and a day later includes all but the holdout', async () => {
  expect(await insideAfter(-1)).toBe(0);
  const first = await insideAfter(0.5);
  expect(Math.abs(first - 95)).toBeLessThan(50);
  expect(await insideAfter(0.9)).toBe(first);
  const included = await insideAfter(25);
  expect(Math.abs(included - 9_500)).toBeLessThan(150);
  expect(await insideAfter(1_000)).toBe(included);
});

it('grows linearly from hour to hour', async () => {
  let before = 0;
  for (let hours = 1; hours <= 24; hours += 1) {
    const inside = await insideAfter(hours);
    expect(inside).toBeGreaterThanOrEqual(before);
    expect(Math.abs(inside - 95 * (1 + (99 * (hours - 1)) / 23))).toBeLessThan(250);
    before = inside;
  }
});

it('stops growing after one write', async () => {
  await request(example.url).post('/hold/30').expect(200, { percentage: 30, version: 2 });
  const held = await insideAfter(0);
  expect(Math.abs(held - 2_850)).toBeLessThan(250);
  expect(await insideAfter(48)).toBe(held);
});

it('answers for each user, and names the holdout as the reason', async () => {
  await request(example.url).post('/hold/100').expect(200);
  const reasons = new Set<string>();
  for (let n = 0; n < 200; n += 1) {
    const { body } = await request(example.url)
      .get('/')
      .query({ user: `user-${n}` })
      .expect(200);
    const { checkout, reason } = body as { checkout: string; reason: string };
    expect(checkout).toBe(reason === 'HOLDOUT' ? 'usual' : 'new');
    reasons.add(reason);
  }
  expect(reasons).toEqual(new Set(['HOLDOUT', 'TARGETING_MATCH']));
});

it('rejects an invalid instant and an invalid percentage', async () => {
  await request(example.url).get('/share').query({ at: 'soon' }).expect(400);
  for (const share of ['lots', '101', '-1']) {
    const { status } = await request(example.url).post(`/hold/${share}`);
    expect(status).toBe(400);
  }
});
