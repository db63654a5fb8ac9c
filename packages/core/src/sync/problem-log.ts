import type { FlagstaffError, FlagstaffErrorCode } from '../model/error.ts';

/** Tells each distinct problem once, until it is over. */
export interface ErrorLog {
  /**
   * Tells the problem, unless one with the same code was told about this topic since it was last in order: a cause that shows
   * itself now as a refusal and now as silence is told twice, not for ever. Returns whether it told.
   */
  tell(topic: string, problem: FlagstaffError): boolean;
  /** The topic is in order again: its next problem is told. */
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
