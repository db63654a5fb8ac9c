// Docs: docs/evaluation.md, "Dated changes"
import { isPending, pendingChangesIn, replaceScheduled } from '../documents/schedule.ts';
import type { PlacedChange } from '../documents/schedule.ts';
import { withoutStorageFields } from '../model/document.ts';
import type { StoredDocument } from '../model/document.ts';
import { FlagstaffError } from '../model/error.ts';
import type { ScheduledChange } from '../model/flag.ts';
import type { Commit } from '../storage/port.ts';
import { parseInstant } from '../targeting/instant.ts';
import { invalidOptions, readKeyOf, readObject } from '../model/input.ts';
import { readWriteOptions } from '../storage/write-input.ts';
import { copyOf, throughJson } from '../documents/json-copy.ts';
import { canonicalDocument } from '../documents/parse-document.ts';
import type { Management } from './types.ts';
import { heldFlag, heldFlags } from './held-flags.ts';
import type { Past } from './past.ts';
import type { PlanBase, Proposal } from './plan-commit.ts';
import type { PendingChange } from './types.ts';
import { requested } from './write-request.ts';
import type { WriteRequest } from './write-request.ts';
import type { OptionNames } from '../model/option-names.ts';

export interface SchedulesOptions {
  readonly now: () => number;
  readonly past: Past;
  readonly latest: () => Promise<PlanBase>;
  readonly write: (propose: Proposal, authorship: WriteRequest) => Promise<Commit | undefined>;
}

type Schedules = Pick<Management, 'pendingChanges' | 'cancelChange' | 'replaceChange'>;

export function createSchedules({ now, past, latest, write }: SchedulesOptions): Schedules {
  /** Replaces the schedule that contains the change. */
  async function edit(
    method: string,
    given: PendingChange,
    by: readonly ScheduledChange[],
    options: Parameters<Schedules['cancelChange']>[1],
  ): Promise<StoredDocument> {
    const change = readPending(given);
    const { ifVersion, ...authorship } = readWriteOptions(method, options);
    const condition = ifVersion === undefined ? {} : { ifVersion };
    const at = await past.now();
    const done = await write(
      async (base) => {
        const flag = heldFlag(base, change.flag);
        const edited = flag && replaceScheduled(flag, change, by);
        if (edited === undefined || !isPending(change, at)) throw notPending(change);
        const document = await canonicalDocument(withoutStorageFields(edited));
        return [{ type: 'set', document, ...condition }];
      },
      requested(authorship, method, change, by, ifVersion),
    );
    return done!.changes[0]!.after!;
  }

  return {
    async pendingChanges(given) {
      const key = given === undefined ? undefined : readKeyOf('pendingChanges: the flag', 'a flag', given);
      const base = await latest();
      const flags = key === undefined ? heldFlags(base, 'schedule') : [heldFlag(base, key) ?? []].flat();
      const pending = flags.flatMap((flag) =>
        pendingChangesIn(flag, new Date(now())).map((change): PendingChange => ({ ...change, version: flag.version })),
      );
      return copyOf(pending.toSorted((a, b) => parseInstant(a.at)! - parseInstant(b.at)!));
    },
    cancelChange: (change, options) => edit('cancelChange', change, [], options),
    async replaceChange(change, by, options) {
      // The values are validated with the flag.
      const { at, set } = readObject('replaceChange: the change that is to come', by, CHANGE) as ScheduledChange;
      return edit('replaceChange', change, [{ at, set }], options);
    },
  };
}

const CHANGE: OptionNames<ScheduledChange> = { at: true, set: true };
const PENDING: OptionNames<PendingChange> = { ...CHANGE, flag: true, environment: true, version: true };

/**
 * Returns a pending change as data.
 * @throws {FlagstaffError} INVALID_OPTIONS when it is malformed.
 * @throws {FlagstaffError} INVALID_DOCUMENT when a field cannot be serialized.
 */
function readPending(given: unknown): PlacedChange {
  const { flag, environment, at, set } = readObject('The pending change', given as PendingChange, PENDING);
  const hasPlace = typeof flag === 'string' && (environment === undefined || typeof environment === 'string');
  if (!hasPlace || typeof at !== 'string')
    throw invalidOptions('Pass a pending change as returned by `pendingChanges()`.');
  const place = environment === undefined ? {} : { environment };
  return { flag, ...place, at, set: throughJson(set, 'The pending change') as ScheduledChange['set'] };
}

function notPending({ flag, environment, at }: PlacedChange): FlagstaffError {
  const where = environment === undefined ? '' : ` in "${environment}"`;
  return new FlagstaffError(
    'CHANGE_NOT_PENDING',
    `The flag "${flag}" has no such change pending${where} for ${at}: it has taken effect or was removed. Nothing was written. List the pending changes again.`,
  );
}
