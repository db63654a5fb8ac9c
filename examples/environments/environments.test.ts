import request from 'supertest';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { RunningExample } from './src/start.ts';
import { start } from './src/start.ts';

let example: RunningExample;
beforeEach(async () => {
  example = await start(0);
});
afterEach(() => example.stop());

async function checkout(headers: Record<string, string> = {}): Promise<string> {
  const { body } = await request(example.url).get('/').set(headers).expect(200);
  return (body as { checkout: string }).checkout;
}

const staging = { 'flagstaff-environment': 'staging' };
const pro = { 'x-plan': 'pro' };

it('serves production by default, and staging to requests that select it', async () => {
  expect({ base: await checkout(), pro: await checkout(pro) }).toEqual({ base: 'classic', pro: 'express' });
  expect({ staging: await checkout(staging), pro: await checkout({ ...staging, ...pro }) }).toEqual({
    staging: 'express',
    pro: 'express',
  });
  expect(await checkout({ 'flagstaff-environment': 'moon' })).toBe('classic');
});

it('shows what a release would change', async () => {
  const { text } = await request(example.url).get('/releases').expect(200);
  expect(text).toBe('staging → production: 1 flag differs\n\ncheckout (version 1)\n  default: classic → express\n');
});

it('releases after confirmation, and then shows no difference', async () => {
  const { body } = await request(example.url).post('/releases').expect(409);
  expect((body as { error: string }).error).toContain('protected');
  expect(await checkout()).toBe('classic');

  const sure = request(example.url).post('/releases').query({ sure: 'yes' }).set('x-user', 'ada');
  expect((await sure.expect(200)).body).toMatchObject({ released: ['flag:checkout'] });
  expect({ base: await checkout(), staging: await checkout(staging) }).toEqual({ base: 'express', staging: 'express' });

  expect((await request(example.url).get('/releases')).text).toContain('no flags differ');
  const again = request(example.url).post('/releases').query({ sure: 'yes' });
  expect((await again.expect(200)).body).toEqual({ released: [], revision: null });
});
