import type { FlagDocument, StoredDocument } from '@flagstaff/core';
import { call } from '../../api/client.ts';
import type { Changes } from '../../changes/undo.ts';

/** Documents that are read at the same time. */
const PARALLEL = 6;

/**
 * Reads flags and prepares one commit that changes them all. A flag that changes meanwhile makes the commit fail as a whole.
 *
 * @param change Returns the changed flag, or undefined to leave it.
 */
export async function bulkChanges(
  keys: readonly string[],
  change: (flag: StoredDocument & FlagDocument) => FlagDocument | undefined,
): Promise<Changes> {
  const changes: Changes[number][] = [];
  for (let start = 0; start < keys.length; start += PARALLEL) {
    const answers = await Promise.all(
      keys.slice(start, start + PARALLEL).map((key) => call('GET /{kind}/{key}', { params: { kind: 'flags', key } })),
    );
    for (const { data } of answers) {
      const flag = data as StoredDocument & FlagDocument;
      const set = change(flag);
      if (set !== undefined) changes.push({ set, ifVersion: flag.version });
    }
  }
  return changes;
}
