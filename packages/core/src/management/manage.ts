// Docs: docs/management.md
import { internalsOf } from './client-internals.ts';
import type { ClientInternals } from './client-internals.ts';
import { describeClient } from './description.ts';
import { createDocumentManagement } from './create-management.ts';
import { reportOn } from './flag-report.ts';
import { explainFlags } from './explain-flag.ts';
import type { ExplainFlagOptions } from './explain-flag.ts';
import { includeWrites } from './include-writes.ts';
import { FlagstaffError } from '../model/error.ts';
import { readId, readList } from '../model/arguments.ts';
import { readOptions } from '../model/input.ts';
import { sharedInProcess } from '../model/shared-in-process.ts';
import { createPast } from './past.ts';
import type { PlanBase } from './plan-commit.ts';
import type { Explanation } from '../evaluation/explain/explanation.ts';
import { preview } from './preview.ts';
import { closureOf, referencesOf } from './references-of.ts';
import { createTransactions } from './transactions.ts';
import type { Management } from './types.ts';
import { createWriter } from './writer.ts';

/** The part of a client that `manage` requires. Every client has it. */
export interface ManageableClient {
  /** Closes the client. */
  close(): Promise<void>;
}

const managements = /* @__PURE__ */ sharedInProcess('managements', () => new WeakMap<ClientInternals, Management>());

/**
 * Returns the management of a client's documents. When the promise of a write resolves, the write is active in this process.
 * Returns the same object for the same client.
 *
 * @throws {FlagstaffError} INVALID_OPTIONS when the argument is not a client.
 *
 *
 * @example
 * const management = manage(flagstaff);
 * await management.set({ kind: 'flag', key: 'beta', type: 'boolean', default: 'on' }, { actor: 'ada' });
 */
export function manage(flagstaff: ManageableClient): Management {
  const internals = internalsOf(flagstaff);
  let management = managements.get(internals);
  if (management === undefined) managements.set(internals, (management = create(internals)));
  return management;
}

function create(client: ClientInternals): Management {
  const { storage, clock, members, definitions, privateAttributes: hidden } = client;
  const past = createPast(storage, clock);
  const writer = createWriter({ ...client, follower: includeWrites(client.follower), past });
  const latest = async (): Promise<PlanBase> => {
    if (client.isClosed()) throw new FlagstaffError('CLOSED', 'The client is closed.');
    return writer.latest();
  };
  const sources = { clock, lookUp: members.lookUp, hidden, latest };
  const documents = createDocumentManagement({
    storage,
    clock,
    past,
    writer,
    compiled: client.ruleset,
    lookUp: members,
    isClosed: client.isClosed,
    definitions,
  });
  const explained = async (
    flags: readonly unknown[],
    contexts: readonly unknown[],
    options: ExplainFlagOptions | undefined,
    withoutSteps = false,
  ): Promise<Explanation[][]> =>
    explainFlags({ ...client, latest, documentsAt: documents.documentsAt }, { flags, contexts, options, withoutSteps });
  return {
    ...createTransactions(client, writer),
    ...documents,
    describe: () => describeClient(client),
    clockSkewMs: past.skewMs,
    report(options) {
      const { settledAfterDays = 30 } = readOptions('report: the options', options, { settledAfterDays: true });
      const ruleset = client.environmentRuleset();
      return reportOn({ ruleset, definitions, now: clock.now(), settledAfterDays, wasAsked: client.wasEvaluated });
    },
    referencesOf: async (id) => referencesOf((await latest()).ruleset, readId('referencesOf: the id', id)),
    closureOf: async (id) => closureOf((await latest()).ruleset, readId('closureOf: the id', id)),
    explain: async (flag, context, options) => (await explained([flag], [context], options))[0]![0]!,
    async explainAll(flag, contexts, options) {
      const rows = await explained([flag], readList('explainAll: the contexts', contexts), options);
      return rows.map((row) => row[0]!);
    },
    async evaluateAll(flags, contexts, options) {
      const keys = readList('evaluateAll: the flags', flags);
      const rows = await explained(keys, readList('evaluateAll: the contexts', contexts), options, true);
      return rows.map((row) => row.map(({ details }) => details));
    },
    preview: async (changes, options) => preview(sources, changes, options),
  };
}
