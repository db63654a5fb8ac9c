import { FlagstaffError } from '../model/error.ts';
import { checkBackend } from './backend.ts';
import { TRANSACTIONS } from './transactions.ts';
import { bindMethods } from './bind-methods.ts';
import { checkArguments } from './check-arguments.ts';
import type { StorageBackend } from './port.ts';
import type { TransactionalBackend } from './transactions.ts';

/**
 * Wraps a backend without its writes: `set`, `delete` and `changeMembers` reject with `READ_ONLY`, and `commit` is absent.
 * @throws {FlagstaffError} INVALID_OPTIONS when the argument is not a storage backend.
 */
export function readOnly(storage: StorageBackend): StorageBackend {
  checkBackend('readOnly: the backend', storage);
  const name = `read-only(${storage.name})`;
  const refuse = async (): Promise<never> => {
    throw new FlagstaffError('READ_ONLY', `${name} is read-only. Write through ${storage.name} instead.`);
  };
  const reads = bindMethods(storage);
  delete reads.commit;
  delete (reads as Partial<TransactionalBackend>)[TRANSACTIONS];
  const changeMembers = reads.changeMembers === undefined ? {} : { changeMembers: refuse };
  return checkArguments({ ...reads, ...changeMembers, name, set: refuse, delete: refuse });
}
