// Docs: docs/storage.md
import { FlagstaffError } from '../model/error.ts';
import { bound } from './bound.ts';
import type { StorageBackend } from './port.ts';

/** The backend without its writes: `set`, `delete` and `changeMembers` reject with `READ_ONLY`, and there is no `commit`. */
export function readOnly(storage: StorageBackend): StorageBackend {
  const name = `read-only(${storage.name})`;
  const refuse = async (): Promise<never> => {
    throw new FlagstaffError('READ_ONLY', `${name} does not accept writes; write through ${storage.name} itself.`);
  };
  const reads = bound(storage);
  delete reads.commit;
  const changeMembers = reads.changeMembers === undefined ? {} : { changeMembers: refuse };
  return { ...reads, ...changeMembers, name, set: refuse, delete: refuse };
}
