// Runs on the built packages, in a process of its own, whose clock and timers are replaced.
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

const INSTANCES = 10;

async function simulate(seed: number): Promise<Map<string, readonly string[]>> {
  const env = {
    ...process.env,
    FLAGSTAFF_SIMULATE_INSTANCES: String(INSTANCES),
    FLAGSTAFF_SIMULATE_SEED: String(seed),
  };
  // Ends with another exit code when an instance missed a change.
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [fileURLToPath(new URL('../simulate.mjs', import.meta.url))],
    { env },
  );
  const rows = stdout
    .split('\n')
    .filter((line) => line.startsWith('| '))
    .map((line) => line.slice(2, -2).split(' | '));
  return new Map(rows.map(([shape, ...cells]) => [shape, cells]));
}

it('brings every change to every instance in every shape, at rest with less than a request in ten seconds each', async () => {
  const table = await simulate(1);
  const column = (name: string): number => table.get('shape')!.indexOf(name);
  expect([...table.keys()]).toEqual(['shape', '---', 'Redis', 'PostgreSQL', 'Redis, a relay', 'Redis, a relay, a CDN']);
  for (const shape of ['Redis', 'PostgreSQL', 'Redis, a relay']) {
    expect(Number(table.get(shape)![column('front: requests/s at rest')]), shape).toBeLessThan(INSTANCES / 10);
  }
  expect(table.get('Redis')![column('a change: requests to the store')]).toBe('0');
  expect(table.get('Redis, a relay, a CDN')![column('store: connections')]).toBe('1');
});

it('gives the same figures for a seed, and others for another', async () => {
  const one = await simulate(7);
  const again = await simulate(7);
  const other = await simulate(8);
  for (const shape of ['Redis', 'PostgreSQL']) expect(again.get(shape)).toEqual(one.get(shape));
  expect([...other.values()]).not.toEqual([...one.values()]);
});
