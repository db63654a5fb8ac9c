// Docs: docs/sync.md, "Lost stores"
import { FlagstaffError } from '../model/error.ts';

export function storeLost(name: string): FlagstaffError {
  return new FlagstaffError(
    'STORE_LOST',
    `${name} is empty and had documents before: it was emptied, or it is another store. The last documents go on serving, and nothing is written. Restore the store, or start over as docs/storage.md says.`,
  );
}
