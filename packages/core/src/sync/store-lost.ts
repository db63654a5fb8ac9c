// Docs: docs/sync.md, "Lost stores"
import { FlagstaffError } from '../model/error.ts';

export function storeLost(name: string): FlagstaffError {
  return new FlagstaffError(
    'STORE_LOST',
    `${name} lost its documents, or is another store. Writes are rejected. Restore it, or start over: see docs/storage.md.`,
  );
}
