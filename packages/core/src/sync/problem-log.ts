import { FlagstaffError } from '../model/error.ts';
import type { FlagstaffErrorCode } from '../model/error.ts';
import { describeIssues, MAX_FAULTS } from '../model/problem.ts';
import type { RejectedDocument, RulesetUpdate } from '../ruleset/update-ruleset.ts';

/** The errors that hold. Reports each distinct one when it begins and when it ends. */
export interface ErrorLog {
  /** The errors that hold, oldest first. */
  readonly current: readonly FlagstaffError[];
  /**
   * Reports an error, unless one with the same code holds for this topic. A cause that alternates between two errors is reported
   * twice, not endlessly. Returns whether it was reported.
   */
  report(topic: string, problem: FlagstaffError): boolean;
  /** Ends the errors of a topic, so that its next error is reported. */
  settle(topic: string): void;
}

/** Called when an error begins, and when it ends. */
export interface ErrorLogOptions {
  readonly began: (problem: FlagstaffError) => void;
  readonly ended: (problem: FlagstaffError) => void;
}

export function createErrorLog({ began, ended }: ErrorLogOptions): ErrorLog {
  const topics = new Map<string, Map<FlagstaffErrorCode, FlagstaffError>>();
  return {
    get current() {
      return [...topics.values()].flatMap((held) => [...held.values()]);
    },
    report(topic, problem) {
      const held = topics.get(topic) ?? new Map<FlagstaffErrorCode, FlagstaffError>();
      if (held.has(problem.code)) return false;
      topics.set(topic, held.set(problem.code, problem));
      began(problem);
      return true;
    },
    settle(topic) {
      const held = topics.get(topic);
      if (held === undefined) return;
      topics.delete(topic);
      for (const problem of held.values()) ended(problem);
    },
  };
}

const OTHERS = 'other documents';

/** Returns a function that reports the documents of an update that cannot be understood, and ends the errors of those that can. */
export function createRejectionLog(log: ErrorLog): (update: RulesetUpdate) => void {
  const listed = new Set<string>();
  const topicOf = (id: string): string => `document ${id}`;

  function end(id: string): void {
    if (listed.delete(id)) log.settle(topicOf(id));
  }

  return ({ ruleset, rejected }) => {
    for (const id of listed) if (!ruleset.rejected.has(id)) end(id);
    for (const document of rejected.slice(0, MAX_FAULTS)) {
      // A later version is another error.
      end(document.id);
      listed.add(document.id);
      log.report(topicOf(document.id), documentRejected(document));
    }
    if (ruleset.rejected.size === listed.size) log.settle(OTHERS);
    else if (rejected.length > MAX_FAULTS) log.report(OTHERS, moreRejected(rejected.length - MAX_FAULTS));
  };
}

function documentRejected({ id, version, issues, kept }: RejectedDocument): FlagstaffError {
  const consequence = kept ? 'its previous version is served' : "callers' defaults are served";
  return new FlagstaffError(
    'DOCUMENT_REJECTED',
    `${id}${version === undefined ? '' : ` (version ${version})`} cannot be understood; ${consequence}.\n${describeIssues(issues)}`,
    { issues },
  );
}

function moreRejected(count: number): FlagstaffError {
  const message = `${count} more documents cannot be understood.`;
  return new FlagstaffError('DOCUMENT_REJECTED', message);
}
