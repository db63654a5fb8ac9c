import type { EvaluationContext, FlagDefinitions, Flagstaff, FlagstaffError, Snapshot } from '@flagstaff/core';
import type { Management } from '@flagstaff/core/management';
import { manage } from '@flagstaff/core/management';
import { withDeadline } from '@flagstaff/core/storage';
import { createStreams, settleInTime } from '@flagstaff/http/endpoint';
import type { Streams } from '@flagstaff/http/endpoint';
import { problem } from './answers/problem.ts';
import { indexDocuments } from './documents.ts';
import type { Documents } from './documents.ts';
import type { Settings } from './options.ts';
import { createPastDocuments } from './past-documents.ts';

/** What handlers work with. */
export interface Service {
  readonly flagstaff: Flagstaff;
  readonly management: Management;
  readonly settings: Settings;
  readonly streams: Streams;
  /** Recent errors of the client, newest first. */
  readonly problems: readonly PastProblem[];
  /**
   * Returns the documents as the store has them now, or the last ones while it cannot be reached; or those of a past revision.
   * @throws {Error} 503 while nothing was loaded.
   * @throws {FlagstaffError} REVISION_NOT_FOUND when the history does not reach back to the revision.
   */
  documents(revision?: number): Promise<Documents>;
  /** Returns the application's sample of contexts. Undefined when it has none. */
  audience(): Promise<readonly EvaluationContext[] | undefined>;
  /** Looks into the store. Returns when it was last known to be read. Undefined when it never was. */
  lastRead(): Promise<Date | undefined>;
  reportError(error: FlagstaffError): void;
  /** Returns the OpenAPI document of all routes. */
  description(): Promise<object>;
}

/** An error that the client emitted. */
interface PastProblem {
  readonly code: string;
  /** ISO 8601, UTC. */
  readonly at: string;
}

/** Milliseconds that a request waits for the store before it is answered with what is known. */
const PATIENCE_MS = 1_000;
const MAX_PROBLEMS = 50;

export function createService<F extends FlagDefinitions>(
  flagstaff: Flagstaff<F>,
  settings: Settings,
  description: Service['description'],
): Service {
  const problems: PastProblem[] = [];
  let last: { readonly of: Snapshot; readonly documents: Documents } | undefined;

  flagstaff.on('error', ({ code }) => {
    problems.unshift({ code, at: new Date().toISOString() });
    problems.length = Math.min(problems.length, MAX_PROBLEMS);
  });

  let lastRead: Date | undefined;
  const noteRead = (): void => {
    if (flagstaff.state === 'ready') lastRead = new Date();
  };
  noteRead();
  flagstaff.on('ready', noteRead);
  // Until then, the documents were in sync.
  flagstaff.on('stale', () => {
    if (lastRead !== undefined) lastRead = new Date();
  });

  /** Another instance may have written a moment ago, and its writer may read here. */
  async function catchUp(): Promise<void> {
    const waiting = flagstaff.state === 'loading' ? flagstaff.ready({ timeoutMs: PATIENCE_MS }) : flagstaff.refresh();
    await withDeadline(waiting, PATIENCE_MS).catch(() => undefined);
    noteRead();
  }

  const management = manage(flagstaff);
  const past = createPastDocuments(management);

  return {
    flagstaff: flagstaff as unknown as Flagstaff,
    management,
    settings,
    problems,
    streams: createStreams(flagstaff, settings.events, (id, changes) => ({ type: 'changed', id, ...changes })),
    async documents(revision) {
      if (revision !== undefined) return past(revision);
      if (flagstaff.state === 'loading' || flagstaff.state === 'ready') await catchUp();
      if (flagstaff.state === 'loading') {
        const detail = 'No documents have been loaded yet. Try again.';
        throw problem({ status: 503, code: 'STORAGE_UNAVAILABLE', detail, headers: { 'retry-after': '1' } });
      }
      const snapshot = flagstaff.snapshot();
      if (last?.of !== snapshot) last = { of: snapshot, documents: indexDocuments(snapshot) };
      return last.documents;
    },
    async audience() {
      return settings.audience === undefined ? undefined : settleInTime(settings.audience());
    },
    async lastRead() {
      await catchUp();
      return lastRead;
    },
    reportError: (error) => flagstaff.reportError(error),
    description,
  };
}
