import type { FlagstaffError, FlagstaffErrorCode } from '../model/error.ts';

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
