// Bundled where postgres and redis are installed, and no other driver. Runs where it may not write a file.
import { createFlagstaff } from '@flagstaff/core';
import { drizzleStorage } from '@flagstaff/drizzle';
import { redisStorage } from '@flagstaff/redis';
import { openPage } from './open-page.mjs';

const outcomeOf = async (storage) => {
  const { code, message } = await storage.get('flag:a').catch((error) => error);
  await storage.close();
  return code.startsWith('STORAGE_') ? 'loaded' : message;
};

// Waiting for a store does not keep a process alive.
const alive = setInterval(() => undefined, 1_000);
const flag = { kind: 'flag', key: 'new-checkout', type: 'boolean', default: 'on' };
const flagstaff = createFlagstaff({ bootstrap: [flag] });
console.log(
  JSON.stringify([
    flagstaff.forContext({}).isEnabled('new-checkout'),
    await outcomeOf(drizzleStorage({ url: 'postgres://127.0.0.1:1/flags' })),
    await outcomeOf(redisStorage({ url: 'redis://127.0.0.1:1' })),
    await outcomeOf(drizzleStorage({ url: 'mysql://127.0.0.1:1/flags' })),
    await openPage(flagstaff),
  ]),
);
await flagstaff.close();
clearInterval(alive);
