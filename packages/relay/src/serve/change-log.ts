import { CHANGES_BYTES } from '@flagstaff/core/storage';
import type { FlagDefinitions, Flagstaff, Snapshot } from '@flagstaff/core';
import { revisionId } from '../protocol.ts';
import { stepBetween } from './step.ts';

/** The latest changes of a client's documents, each serialized once. */
export interface ChangeLog {
  /**
   * Returns the changes that lead from one revision to another, oldest first.
   *
   * - `unknown`: the second revision is not among the latest ones of this client. It may arrive later.
   * - `gap`: the changes do not lead there from the first revision, or are not kept.
   */
  between(since: string, until: string): readonly string[] | 'unknown' | 'gap';
}

/** Maximum number of changes to keep. */
const MAX_STEPS = 1_000;

/** Maximum length of the changes to keep. Half of what stores return, because these changes have no documents before. */
const MAX_CHARACTERS = CHANGES_BYTES / 2;

/** @param read Returns the current documents. Undefined when there are none to serve. */
export function createChangeLog<F extends FlagDefinitions>(
  flagstaff: Flagstaff<F>,
  read: () => Snapshot | undefined,
): ChangeLog {
  let last: Snapshot | undefined;
  /** The names of consecutive revisions: one more than there are steps between them. */
  let ids: string[] = [];
  let steps: string[] = [];
  let characters = 0;

  function advance(): void {
    const next = read();
    if (next === last) return;
    const step = last && next && stepBetween(last, next);
    last = next;
    if (step === undefined) {
      ids = next === undefined ? [] : [revisionId(next.revision)];
      steps = [];
      characters = 0;
      return;
    }
    ids.push(revisionId(next?.revision));
    steps.push(step);
    characters += step.length;
    // The latest is kept, however long it is.
    while (steps.length > 1 && (steps.length > MAX_STEPS || characters > MAX_CHARACTERS)) {
      ids.shift();
      characters -= steps.shift()?.length ?? 0;
    }
  }

  // At each change, because a request may come after several.
  flagstaff.on('change', advance);
  advance();

  return {
    between(since, until) {
      advance();
      const to = ids.lastIndexOf(until);
      if (to === -1) return 'unknown';
      const from = ids.lastIndexOf(since, to);
      return from === -1 ? 'gap' : steps.slice(from, to);
    },
  };
}
