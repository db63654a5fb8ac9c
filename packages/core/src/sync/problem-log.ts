import type { FlagstaffError, FlagstaffErrorCode } from '../model/error.ts';

/** Tells each distinct problem once, until it changes or is over. */
export interface ProblemLog {
  /** Tells the problem unless the last one about this topic had the same code. */
  tell(topic: string, problem: FlagstaffError): void;
  /** The topic is in order again: its next problem is told. */
  settle(topic: string): void;
}

export function createProblemLog(report: (problem: FlagstaffError) => void): ProblemLog {
  const told = new Map<string, FlagstaffErrorCode>();
  return {
    tell(topic, problem) {
      if (told.get(topic) === problem.code) return;
      told.set(topic, problem.code);
      report(problem);
    },
    settle(topic) {
      told.delete(topic);
    },
  };
}
