// Docs: docs/management.md, "Transactions"
import { FlagstaffError } from '../model/error.ts';
import { updateRuleset } from '../ruleset/update-ruleset.ts';
import type { Ruleset } from '../ruleset/update-ruleset.ts';
import { missingCapability } from '../storage/capabilities.ts';
import { toFollowable } from '../storage/followable.ts';
import type { FollowableStorage } from '../storage/followable.ts';
import type { Commit } from '../storage/port.ts';
import { TRANSACTIONS, transactionsOf } from '../storage/transactions.ts';
import type { Transactions } from '../storage/transactions.ts';
import { readAuthorship } from '../storage/write-input.ts';
import type { WriteFollower } from './include-writes.ts';
import { createSerialQueue } from '../timing/one-at-a-time.ts';
import { withStepDeadline } from '../timing/deadline.ts';
import { canonicalChanges } from './check-changes.ts';
import type { ClientInternals } from './client-internals.ts';
import { createDocumentManagement } from './create-management.ts';
import { createOwnWrites } from './own-writes.ts';
import { createPast } from './past.ts';
import type { Management, TransactionManagement } from './types.ts';
import { requested } from './write-request.ts';
import { createWriter } from './writer.ts';
import type { Writer } from './writer.ts';

/** The ruleset inside a transaction: the client's, then with each commit of the transaction. */
type Inside = WriteFollower & { readonly ruleset: () => Ruleset };

/** Creates what writes inside the application's own transactions. */
export function createTransactions(
  client: ClientInternals,
  writer: Writer,
): Pick<Management, 'withTransaction' | 'prepareCommit'> {
  const { storage, clock, random, follower, members, definitions, isClosed } = client;
  const ownWrites = createOwnWrites(client);
  const managements = new WeakMap<object, TransactionManagement>();

  function checkOpen(): void {
    if (isClosed()) throw new FlagstaffError('CLOSED', 'The client is closed.');
  }

  function open(): Transactions {
    checkOpen();
    const transactions = transactionsOf(storage)[TRANSACTIONS];
    if (transactions === undefined) throw missingCapability(storage.name, 'transactions');
    return transactions;
  }

  function create(within: FollowableStorage): TransactionManagement {
    const inside = createInside(client, within, (commit) => ownWrites.expect(commit.revision));
    const past = createPast(within, clock);
    const own = createWriter({
      storage: within,
      clock,
      past,
      random,
      follower: inside,
      ruleset: inside.ruleset,
      isTransaction: true,
    });
    // Statements of two writes cannot alternate on the one connection.
    const queue = createSerialQueue();
    return createDocumentManagement({
      storage: within,
      clock,
      past,
      writer: { ...own, write: (...given) => queue.run(() => own.write(...given)) },
      compiled: inside.ruleset,
      lookUp: members,
      isClosed,
      definitions,
    });
  }

  return {
    withTransaction(tx) {
      const within = toFollowable(open().within(tx));
      let management = managements.get(tx);
      if (management === undefined) managements.set(tx, (management = create(within)));
      return management;
    },

    async prepareCommit(given, authorship) {
      checkOpen();
      const by = readAuthorship('prepareCommit', authorship);
      const changes = await canonicalChanges(storage, given);
      open();
      const order = await writer.plan(() => changes, requested(by, 'commit', changes));
      if (order === undefined) throw new FlagstaffError('STORAGE_CORRUPT', `${storage.name} returned no commit.`);
      return {
        commit(tx) {
          const commit = open().commitNow(tx, order.changes, order.meta);
          ownWrites.expect(commit.revision);
          return commit;
        },
      };
    },
  };

  function createInside(
    { ruleset }: Pick<ClientInternals, 'ruleset'>,
    within: FollowableStorage,
    written: (commit: Commit) => void,
  ): Inside {
    let current = ruleset();
    let { held } = follower;
    return {
      ruleset: () => current,
      get held() {
        return held;
      },
      async refresh() {
        const what = `${within.name}: reading all documents`;
        const snapshot = await withStepDeadline('load', () => within.snapshot(), { clock, what, keepAlive: true });
        current = (await updateRuleset(current, snapshot)).ruleset;
        held = snapshot.revision;
      },
      async include(commit) {
        written(commit);
        const changes = commit.changes.map(({ id, after }) => ({ id, document: after }));
        // Otherwise the next write reads the documents anew.
        if (commit.previous !== held?.token) held = undefined;
        else {
          current = (await updateRuleset(current, { revision: commit.revision, changes })).ruleset;
          held = commit.revision;
        }
      },
      // For derived revisions, which no transactional backend has.
      includeChanges: async () => {},
    };
  }
}
