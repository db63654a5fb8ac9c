import { createFlagstaff } from '@flagstaff/core';
import type { Flagstaff } from '@flagstaff/core';
import { createMemoryStorage } from '@flagstaff/core/storage';
import { expect, it, onTestFinished } from 'vitest';
import { numberFlag } from './setup.ts';
import { collectWarnings } from './warnings.ts';

async function open(storage = createMemoryStorage({ documents: [numberFlag('a', 1)] })): Promise<Flagstaff> {
  const flagstaff: Flagstaff = createFlagstaff({ storage });
  onTestFinished(() => flagstaff.close());
  await flagstaff.ready();
  return flagstaff;
}

it('warns about the tenth open client of one store, once', async () => {
  const warnings = collectWarnings();
  const memory = createMemoryStorage({ documents: [numberFlag('a', 1)] });
  // Backends of their own, on one store: what a client for each request creates.
  const another = (): Promise<Flagstaff> => open({ ...memory, close: async () => undefined });
  for (let clients = 1; clients < 10; clients++) await another();
  expect(await warnings()).toEqual([]);
  await another();
  await another();
  expect((await warnings()).map(({ code }) => code)).toEqual(['MANY_CLIENTS']);
});

it('counts neither closed clients nor clients of other stores', async () => {
  const warnings = collectWarnings();
  const memory = createMemoryStorage({ documents: [numberFlag('a', 1)] });
  for (let clients = 0; clients < 15; clients++) {
    const flagstaff = await open({ ...memory, close: async () => undefined });
    await flagstaff.close();
    await open();
  }
  expect(await warnings()).toEqual([]);
});

it('closes at the end of a block with `await using`', async () => {
  let outside: Flagstaff;
  {
    await using flagstaff: Flagstaff = createFlagstaff();
    outside = flagstaff;
    expect(outside.state).not.toBe('closed');
  }
  expect(outside.state).toBe('closed');
});
