// Docs: docs/sync.md, "Lost stores"
import { FlagstaffError } from '../model/error.ts';

export function storeLost(name: string): FlagstaffError {
  return new FlagstaffError(
    'STORE_LOST',
    `${name} is empty but had documents before: it was emptied, or is another store. Writes are rejected. Restore it, or start over as docs/storage.md says.`,
  );
}
