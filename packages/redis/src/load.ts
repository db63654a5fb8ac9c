import type * as redis from 'redis';
import { invalidOptions } from '@flagstaff/core/storage';

/** Imports the driver. Rejects with installation instructions when it is missing. */
export async function loadRedis(): Promise<typeof redis> {
  try {
    // Bundlers tolerate a missing package only where its import itself stands in a `try` (docs/design/packaging.md).
    return await import('redis');
  } catch (error) {
    throw invalidOptions(
      'redisStorage: `url` needs the package redis, which cannot be loaded. Install it: npm install redis',
      error,
    );
  }
}
