import request from 'supertest';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startOrigin } from './src/origin.ts';
import { start } from './src/start.ts';
import type { RunningExample } from './src/start.ts';

let example: RunningExample;

/** Starts the worker and its origin for all tests of a block: a start takes longer than they do. */
function startOnce(): void {
  beforeAll(async () => {
    example = await start({ port: 0, originPort: 0 });
  });
  afterAll(() => example.stop());
}

interface Answer {
  readonly checkout: string;
  readonly theme: string;
  readonly state: string;
}

const ask = async (plan = 'free'): Promise<Answer> =>
  (await request(example.url).get('/').set('x-plan', plan).expect(200)).body as Answer;

describe('with an origin', () => {
  startOnce();

  it('serves the flags of its origin from the first request', async () => {
    const answers = await Promise.all(['pro', 'free', 'pro', 'free'].map((plan) => ask(plan)));
    expect(answers).toEqual(
      ['dark', 'light', 'dark', 'light'].map((theme) => ({ checkout: 'classic', theme, state: 'ready' })),
    );
  });

  it('follows a change at the origin', async () => {
    expect((await ask()).checkout).toBe('classic');
    await request(example.origin.url).post('/release').expect(204);
    await expect.poll(async () => (await ask()).checkout).toBe('new');
  });

  it('keeps serving while the origin is down, and follows it when it is back', async () => {
    await request(example.origin.url).post('/release').expect(204);
    await expect.poll(async () => (await ask()).checkout).toBe('new');
    expect(await ask('pro')).toEqual({ checkout: 'new', theme: 'dark', state: 'ready' });
    await example.origin.kill();
    await expect.poll(async () => (await ask()).state).toBe('stale');
    expect(await ask('pro')).toEqual({ checkout: 'new', theme: 'dark', state: 'stale' });

    // The restarted origin has another store, so the worker confirms it before it applies it.
    const again = await startOrigin('a-key-that-only-these-two-have', Number(new URL(example.origin.url).port));
    try {
      await expect.poll(async () => (await ask('pro')).checkout).toBe('classic');
      expect((await ask()).state).toBe('ready');
    } finally {
      await again.kill();
    }
  });
});

describe('without an origin', () => {
  startOnce();

  it('serves the bootstrap when the origin was never reachable', async () => {
    await example.origin.kill();
    expect(await ask('pro')).toEqual({ checkout: 'classic', theme: 'light', state: 'loading' });
  });
});
