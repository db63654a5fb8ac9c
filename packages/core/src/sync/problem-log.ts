import type { FlagstaffError, FlagstaffErrorCode } from '../model/error.ts';

/** Reports each distinct error once, until it clears. */
export interface ErrorLog {
  /**
   * Reports an error, unless one with the same code was reported for this topic since it last cleared. A cause that alternates
   * between two errors is reported twice, not endlessly. Returns whether it was reported.
   */
  tell(topic: string, problem: FlagstaffError): boolean;
  /** Clears a topic, so that its next error is reported. */
  settle(topic: string): void;
}

export function createErrorLog(report: (problem: FlagstaffError) => void): ErrorLog {
  const told = new Map<string, Set<FlagstaffErrorCode>>();
  return {
    tell(topic, problem) {
      const codes = told.get(topic) ?? new Set();
      if (codes.has(problem.code)) return false;
      told.set(topic, codes.add(problem.code));
      report(problem);
      return true;
    },
    settle(topic) {
      told.delete(topic);
    },
  };
}
