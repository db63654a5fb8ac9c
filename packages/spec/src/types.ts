// The format: spec/README.md

export interface ExpectedAnswer {
  readonly value: unknown;
  readonly variant?: string;
  readonly reason: string;
  readonly errorCode?: string;
}

export interface EvaluationCase {
  readonly title: string;
  /** Replaces the documents of the file. */
  readonly documents?: readonly unknown[];
  readonly flag: string;
  readonly default: unknown;
  readonly context: unknown;
  /** The environment to evaluate in. Omit to use the documents as they are. */
  readonly environment?: string;
  /** RFC 3339. Omit when the result does not depend on the time. */
  readonly now?: string;
  readonly expect: ExpectedAnswer;
}

export interface CaseFile {
  /** Without `.json`. */
  readonly name: string;
  readonly about: string;
  readonly documents: readonly unknown[];
  readonly cases: readonly EvaluationCase[];
}

export interface RolloutVector {
  readonly stream: 'rollout';
  readonly seed: string;
  readonly value: string | number;
  readonly hash: number;
  readonly percentage: number;
  readonly included: boolean;
}

export interface SplitVector {
  readonly stream: 'split';
  readonly seed: string;
  readonly value: string | number;
  readonly hash: number;
  readonly weights: { readonly [variant: string]: number };
  readonly variant: string;
}

export interface HashVectors {
  readonly hashes: readonly { readonly input: string; readonly hash: number }[];
  readonly buckets: readonly (RolloutVector | SplitVector)[];
}
