import type { StorageBackend } from '@flagstaff/core';
import { withDeadline } from '@flagstaff/core/storage';
import type { LoadedConfig } from '../config/load-config.ts';
import { wrongUse } from '../frame/failure.ts';

/** A function may connect first, and try that again. */
const PATIENCE_MS = 30_000;

/** Returns the storage of a configuration. @throws {Failure} When its function fails, or does not end in time. */
export async function openStorage(
  { storage, path }: LoadedConfig,
  patienceMs: number = PATIENCE_MS,
): Promise<StorageBackend> {
  const late = (): Error => new Error(`it returned nothing within ${patienceMs / 1_000} s.`);
  try {
    return await withDeadline(typeof storage === 'function' ? storage() : storage!, patienceMs, { late });
  } catch (error) {
    throw wrongUse(`The \`storage\` of ${path} failed: ${error instanceof Error ? error.message : String(error)}`);
  }
}
