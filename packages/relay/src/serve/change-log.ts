import { CHANGES_BYTES, commitsBefore, withDeadline } from '@flagstaff/core/storage';
import type { Commit } from '@flagstaff/core/storage';
import type { FlagDefinitions, Flagstaff, Revision, Snapshot } from '@flagstaff/core';
import { revisionId } from '../protocol.ts';
import { stepBetween, stepText } from './step.ts';

/** The latest changes of a client's documents, each serialized once. */
export interface ChangeLog {
  /**
   * Returns the changes that lead from one revision to another, oldest first.
   *
   * - `unknown`: the second revision is not among the latest ones of this client. It may arrive later.
   * - `gap`: the changes do not lead there from the first revision, or are not kept, here or in the store's history.
   */
  between(since: string, until: string): Promise<readonly string[] | 'unknown' | 'gap'>;
}

/** Maximum number of changes to keep. */
const MAX_STEPS = 1_000;

/** Maximum length of the changes to keep. Half of what stores return, because these changes have no documents before. */
const MAX_CHARACTERS = CHANGES_BYTES / 2;

/** Milliseconds that requests wait for the store's history. Loading all documents is an answer, too. */
const HISTORY_TIMEOUT = 1_000;

/** @param read Returns the current documents. Undefined when there are none to serve. */
export function createChangeLog<F extends FlagDefinitions>(
  flagstaff: Flagstaff<F>,
  read: () => Snapshot | undefined,
): ChangeLog {
  let last: Snapshot | undefined;
  /** The revision that the first name had at first. */
  let oldest: Revision | undefined;
  /** Reads what the store's history has from before it. Undefined until a reader needs that. */
  let extending: Promise<void> | undefined;
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
      oldest = next?.revision;
      extending = undefined;
      ids = next === undefined ? [] : [revisionId(oldest)];
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

  /** This process has started later than its readers: adds the commits that led to its first revision. */
  async function extend(until: Revision): Promise<void> {
    const earlierIds: string[] = [];
    const earlierSteps: string[] = [];
    let size = 0;
    let next: Commit | undefined;
    for await (const commit of commitsBefore(flagstaff, until)) {
      if (next !== undefined) {
        const step = stepText(next);
        size += step.length;
        if (steps.length + earlierSteps.length >= MAX_STEPS || characters + size > MAX_CHARACTERS) break;
        earlierIds.push(revisionId(commit.revision));
        earlierSteps.push(step);
      }
      next = commit;
    }
    // Another log, or one that is full.
    if (ids[0] !== revisionId(until)) return;
    ids = [...earlierIds.toReversed(), ...ids];
    steps = [...earlierSteps.toReversed(), ...steps];
    characters += earlierSteps.reduce((sum, { length }) => sum + length, 0);
  }

  /** Finds the changes among those that are kept. */
  function find(since: string, until: string): readonly string[] | 'unknown' | 'gap' {
    advance();
    const to = ids.lastIndexOf(until);
    if (to === -1) return 'unknown';
    const from = ids.lastIndexOf(since, to);
    return from === -1 ? 'gap' : steps.slice(from, to);
  }

  // At each change, because a request may come after several.
  flagstaff.on('change', advance);
  advance();

  return {
    async between(since, until) {
      const found = find(since, until);
      if (found !== 'gap' || oldest === undefined || Number.parseInt(since, 10) >= oldest.number) return found;
      extending ??= extend(oldest);
      await withDeadline(extending, HISTORY_TIMEOUT).catch(() => undefined);
      return find(since, until);
    },
  };
}
