import { CHANGES_BYTES, changesBetween, commitsBefore, withDeadline } from '@flagstaff/core/storage';
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
   * - `gap`: the changes do not lead there from the first revision, or are kept neither here, nor in the store's history, nor by the
   *   relay that the client reads.
   */
  between(since: string, until: string): Promise<readonly string[] | 'unknown' | 'gap'>;
}

/** Maximum number of changes to keep. */
const MAX_STEPS = 1_000;

/** Maximum length of the changes to keep. Half of what stores return, because these changes have no documents before. */
const MAX_CHARACTERS = CHANGES_BYTES / 2;

/** Milliseconds that requests wait for the store's history, or for another relay. Loading all documents is an answer, too. */
const HISTORY_TIMEOUT = 1_000;

/** How many revisions may wait for another relay at once. Readers of more load all documents. */
const MAX_ASKING = 16;

/** @param read Returns the current documents. Undefined when there are none to serve. */
export function createChangeLog<F extends FlagDefinitions>(
  flagstaff: Flagstaff<F>,
  read: () => Snapshot | undefined,
): ChangeLog {
  let last: Snapshot | undefined;
  /** The revision that the first name had at first. */
  let oldest: Revision | undefined;
  /** Reads what the store's history has from before it. Undefined until a reader needs that. */
  let extending: Promise<unknown> | undefined;
  /** Requests to the relay that the client reads, answered or under way, by the revision since which they ask. */
  const asked = new Map<string, Promise<unknown>>();
  /** The last one: they follow each other, because readers hold the same few revisions. */
  let lastAsked: Promise<unknown> = Promise.resolve();
  /** How many are under way. */
  let waiting = 0;
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
      asked.clear();
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
        earlierIds.unshift(revisionId(commit.revision));
        earlierSteps.unshift(step);
      }
      next = commit;
    }
    prepend(revisionId(until), earlierIds, earlierSteps);
  }

  /** Resolves when the relay that the client reads has been asked. Undefined while too many others wait for it. */
  function ask(since: string): Promise<unknown> | undefined {
    if (!asked.has(since) && waiting < MAX_ASKING) {
      if (asked.size >= MAX_STEPS) asked.clear();
      waiting += 1;
      lastAsked = lastAsked
        .then(() => extendSince(since))
        .catch(() => asked.delete(since))
        .finally(() => waiting--);
      asked.set(since, lastAsked);
    }
    return asked.get(since);
  }

  /** Adds what a relay has kept between a revision and the first one here. */
  async function extendSince(since: string): Promise<void> {
    const until = ids[0];
    if (until === undefined || ids.includes(since)) return;
    const commits = await changesBetween(flagstaff, since, until);
    if (commits === undefined) return;
    // It has yet to read the revision that another relay of its kind has.
    if (commits.length === 0) asked.delete(since);
    const names = [since, ...commits.map(({ revision }) => revisionId(revision))];
    if (names.pop() === until) prepend(until, names, commits.map(stepText));
  }

  /** @param first The first revision of the log for which this was read. */
  function prepend(first: string, earlierIds: readonly string[], earlierSteps: readonly string[]): void {
    const size = earlierSteps.reduce((sum, { length }) => sum + length, characters);
    // Another log, or one that is full.
    if (ids[0] !== first || earlierSteps.length + steps.length > MAX_STEPS || size > MAX_CHARACTERS) return;
    ids = [...earlierIds, ...ids];
    steps = [...earlierSteps, ...steps];
    characters = size;
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
      extending ??= extend(oldest).catch(() => undefined);
      await withDeadline(
        extending.then(() => ask(since)),
        HISTORY_TIMEOUT,
      ).catch(() => undefined);
      return find(since, until);
    },
  };
}
