import type { StorageBackend } from '@flagstaff/core';
import type { LoadedConfig } from '../config/load-config.ts';
import { wrongUse } from '../frame/failure.ts';

/** Returns the storage of a configuration. @throws {Failure} When its function fails. */
export async function openStorage({ storage, path }: LoadedConfig): Promise<StorageBackend> {
  try {
    return await (typeof storage === 'function' ? storage() : storage!);
  } catch (error) {
    throw wrongUse(`The \`storage\` of ${path} failed: ${error instanceof Error ? error.message : String(error)}`);
  }
}
