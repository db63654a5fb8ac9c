// Docs: docs/relay.md
import { CHANGES_BETWEEN } from '../storage/changes-between.ts';
import type { RelayedBackend } from '../storage/changes-between.ts';
import type { CommitDelta } from '../storage/port.ts';
import { readInternals } from './client-internals.ts';

/**
 * Returns the commits between two revisions, named as in the paths of relays, from the relay that a client reads. Undefined when
 * the relay does not have them, or the client reads another store.
 *
 * @throws {FlagstaffError} What the store throws.
 */
export async function changesBetween(
  client: object,
  since: string,
  until: string,
): Promise<readonly CommitDelta[] | undefined> {
  const storage: RelayedBackend | undefined = readInternals(client)?.storage;
  return storage?.[CHANGES_BETWEEN]?.(since, until);
}
