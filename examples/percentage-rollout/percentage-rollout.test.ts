import request from 'supertest';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { RunningExample } from './src/start.ts';
import { start } from './src/start.ts';

const PEOPLE = Array.from({ length: 60 }, (_, n) => `user-${n}`);

let example: RunningExample;
beforeEach(async () => {
  example = await start(0);
});
afterEach(() => example.stop());

async function searchOf(user: string): Promise<string> {
  const { body } = await request(example.url).get('/').query({ user }).expect(200);
  return (body as { search: string }).search;
}

async function inside(): Promise<string[]> {
  const seen: string[] = [];
  for (const user of PEOPLE) if ((await searchOf(user)) === 'new') seen.push(user);
  return seen;
}

it('includes the configured share of users', async () => {
  const { body } = await request(example.url).get('/share').expect(200);
  const share = body as { inside: number; of: number };
  expect(share.of).toBe(10_000);
  expect(Math.abs(share.inside - 2_000)).toBeLessThan(200);
});

it('keeps all included users when the share grows', async () => {
  const before = await inside();
  await request(example.url).post('/rollout/30').expect(200, { percentage: 30, version: 2 });
  const after = await inside();
  expect(before.length).toBeGreaterThan(0);
  expect(after).toEqual(expect.arrayContaining(before));
  expect(after.length).toBeGreaterThan(before.length);
});

it('includes the staff at any share', async () => {
  await request(example.url).post('/rollout/0').expect(200);
  expect(await searchOf('ada')).toBe('new');
  expect(await searchOf('bob')).toBe('usual');
});

it('identifies anonymous visitors by a cookie', async () => {
  const answers = new Set<string>();
  // Ids are random. At a share of 20 %, hundreds of visitors in a row with the same answer mean a fault.
  for (let visitor = 0; visitor < 20 || (answers.size < 2 && visitor < 400); visitor += 1) {
    const browser = request.agent(example.url);
    const first = await browser
      .get('/')
      .expect(200)
      .expect('set-cookie', /flagstaff_visitor=.+HttpOnly/);
    const again = await browser.get('/').expect(200);
    expect(again.body).toEqual(first.body);
    answers.add((first.body as { search: string }).search);
  }
  expect(answers).toEqual(new Set(['new', 'usual']));
});

it('rejects an invalid percentage', async () => {
  for (const share of ['lots', '101', '-1']) {
    const { status } = await request(example.url).post(`/rollout/${share}`);
    expect(status).toBe(400);
  }
});
