import { createFlagstaff } from '@flagstaff/core';
import type { FlagstaffError } from '@flagstaff/core';
import { expect, onTestFinished } from 'vitest';
import { open } from './stores.ts';

/** Returns the error that a client of the URL ends up with. */
export async function errorOf(url: string): Promise<FlagstaffError> {
  const flagstaff = createFlagstaff({ storage: open({ url }) });
  onTestFinished(() => flagstaff.close());
  flagstaff.on('error', () => undefined);
  await expect.poll(() => flagstaff.errors.length).toBeGreaterThan(0);
  return flagstaff.errors[0]!;
}
