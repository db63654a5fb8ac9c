import type { FlagstaffError, FlagstaffErrorCode } from '../model/error.ts';

/** Reports each distinct error once, until it clears. */
export interface ErrorLog {
  /**
   * Reports an error, unless one with the same code was reported for this topic since it last cleared. A cause that alternates
   * between two errors is reported twice, not endlessly. Returns whether it was reported.
   */
  report(topic: string, problem: FlagstaffError): boolean;
  /** Clears a topic, so that its next error is reported. */
  settle(topic: string): void;
}

export function createErrorLog(report: (problem: FlagstaffError) => void): ErrorLog {
  const reported = new Map<string, Set<FlagstaffErrorCode>>();
  return {
    report(topic, problem) {
      const codes = reported.get(topic) ?? new Set();
      if (codes.has(problem.code)) return false;
      reported.set(topic, codes.add(problem.code));
      report(problem);
      return true;
    },
    settle(topic) {
      reported.delete(topic);
    },
  };
}
