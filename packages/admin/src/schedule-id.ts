// Docs: docs/admin-api.md, "Schedules"
import type { PlacedChange } from '@flagstaff/core/management';
import { toHex } from '@flagstaff/core/storage';

/** Returns the id of a pending change: a digest of its content. Of two equal changes, either has it. */
export async function scheduleId({ flag, environment, at, set }: PlacedChange): Promise<string> {
  const bytes = new TextEncoder().encode(JSON.stringify([flag, environment ?? null, at, set]));
  return toHex(new Uint8Array(await crypto.subtle.digest('SHA-256', bytes)).subarray(0, 8));
}
