// Docs: docs/relay.md
import type { CommitDelta, StorageBackend } from './port.ts';

/**
 * The property of a backend that reads from a relay. A symbol, because only relays know revisions by names: those in the paths that their
 * readers request.
 */
export const CHANGES_BETWEEN: unique symbol = Symbol.for('flagstaff.changes-between');

/** A backend that may read from a relay. */
export interface RelayedBackend extends StorageBackend {
  /** Returns the commits from one revision to another, oldest first. Undefined when the source does not have them. */
  [CHANGES_BETWEEN]?(since: string, until: string): Promise<readonly CommitDelta[] | undefined>;
}
