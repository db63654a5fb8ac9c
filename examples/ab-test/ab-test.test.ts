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

interface Results {
  readonly [variant: string]: { readonly seen: number; readonly bought: number };
}

async function results(): Promise<Results> {
  return (await request(example.url).get('/results').expect(200)).body as Results;
}

it('splits users among three variants by weight', async () => {
  for (const user of [...PEOPLE, ...PEOPLE]) await request(example.url).get('/').query({ user }).expect(200);
  const { control, urgent, friendly } = await results();
  expect(control!.seen + urgent!.seen + friendly!.seen).toBe(PEOPLE.length);
  expect(Math.abs(control!.seen - PEOPLE.length / 2)).toBeLessThan(15);
  expect(Math.abs(urgent!.seen - PEOPLE.length / 4)).toBeLessThan(15);
  expect(Math.abs(friendly!.seen - PEOPLE.length / 4)).toBeLessThan(15);
});

it('shows a user the same button every time', async () => {
  const first = await request(example.url).get('/').query({ user: 'ada' }).expect(200);
  const again = await request(example.url).get('/').query({ user: 'ada' }).expect(200);
  expect(again.body).toEqual(first.body);
});

it('counts the exposure and the purchase of a visitor identified by a cookie', async () => {
  const browser = request.agent(example.url);
  await browser.get('/').expect(200);
  await browser.get('/').expect(200);
  await browser.post('/buy').expect(200, { thanks: true });
  const rows = Object.values(await results());
  expect(rows.filter(({ seen }) => seen > 0)).toEqual([{ seen: 1, bought: 1 }]);
});

it('does not count a purchase as an exposure', async () => {
  await request(example.url).post('/buy').query({ user: 'ada' }).expect(200, { thanks: true });
  const rows = Object.values(await results());
  expect(rows.filter(({ seen, bought }) => seen + bought > 0)).toEqual([{ seen: 0, bought: 1 }]);
});

it('starts with counts of zero', async () => {
  const none = { seen: 0, bought: 0 };
  expect(await results()).toEqual({ control: none, urgent: none, friendly: none });
});
