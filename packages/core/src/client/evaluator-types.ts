import type { Explanation } from '../evaluation/explain/explanation.ts';
import type { Bootstrap } from '../model/bootstrap.ts';
import type { EvaluationContext } from '../model/context.ts';
import type { EvaluationDetails } from '../model/details.ts';
import type { JsonValue } from '../model/json.ts';
import type { Revision } from '../model/revision.ts';
import type {
  BooleanFlagKey,
  FlagDefinitions,
  FlagKey,
  RegisteredContext,
  RegisteredFlags,
  ValueMethod,
  ValueOf,
  VariantMethod,
  Widen,
} from '../model/definitions.ts';

/** A context, or a function that makes it: called at the first check, at most once. */
export type ContextSource = RegisteredContext | (() => RegisteredContext);

export interface EvaluatorOptions {
  /** The instant for which flags are asked. Default: the instant of the first check. */
  readonly at?: Date;
  /** Instead of the client's own environment. One that does not exist serves callers' defaults, with the reason `ERROR`. */
  readonly environment?: string;
  /**
   * An environment that somebody from outside asked for: served if it exists, the client's own otherwise. Look it up in a list
   * of those that may be asked for first.
   */
  readonly preferEnvironment?: string;
  /**
   * Flag key to variant: served whatever the flag's status, prerequisites and rules say, with the reason `OVERRIDE`. Keys and
   * variants that do not exist are ignored. For quality assurance; never fill it from unsigned input.
   */
  readonly forcedVariants?: ReadonlyMap<string, string>;
  /**
   * Answer only for flags that may leave the server (`"clientSide": true`); every other flag is not found, as if it did not exist. For
   * endpoints that others ask. Default false.
   */
  readonly clientSideOnly?: boolean;
  /** Notes which attributes answers look at, for `vary()`. Costs a little at every look. Default false. */
  readonly trackAttributes?: boolean;
}

type Details<F extends FlagDefinitions> = string extends keyof F
  ? <T extends JsonValue>(key: string, defaultValue: T) => EvaluationDetails<Widen<T>>
  : <K extends FlagKey<F>>(key: K, defaultValue?: ValueOf<F[K]>) => EvaluationDetails<ValueOf<F[K]>>;

/**
 * A ruleset bound to one context and one instant: what handlers see as `flags`. Nothing here waits, and nothing throws.
 *
 * The ruleset and the instant are taken at the first check and kept: all checks of an evaluator agree with each other.
 */
export interface Evaluator<F extends FlagDefinitions = RegisteredFlags> {
  /** The value of a boolean flag; false unless it is known to be true. */
  isEnabled(key: BooleanFlagKey<F>): boolean;
  /** The value of a flag of the default's type; the default when no variant can be served. Objects are frozen. */
  readonly value: ValueMethod<F>;
  /** The value, and how it came about. */
  readonly details: Details<F>;
  /** The name of the variant served; undefined when there is none. */
  readonly variant: VariantMethod<F>;
  /** The answer of a flag of any type, for doors to other systems; `value` is undefined where the caller's default is to be served. */
  resolve(key: string): EvaluationDetails<JsonValue | undefined>;
  /**
   * Finds out in which segments with stored members the context is, for all checks that follow: one round trip to the store, or
   * none where it was asked lately. Undefined: there is nothing to wait for. Never rejects: what could not be found out is
   * reported, and nobody is in those segments, as details tell (`unknownMembers`). Source: docs/management.md.
   */
  lookUpMembers(): Promise<void> | undefined;
  /**
   * How the flag comes to its answer, step by step, as plain JSON: what `details(key)` gives, and why. For another instant or
   * environment, ask an evaluator that is bound to it. Values of the client's `privateAttributes` are masked. Hooks are not run,
   * and an evaluator with `clientSideOnly` tells no steps. Source: docs/explain.md.
   */
  explain(key: FlagKey<F>): Explanation;
  /** Details of every flag that is not archived; a flag that cannot answer has the value null. */
  all(): { [key: string]: EvaluationDetails };
  /** What a page needs to answer by itself: the flags that may leave the server, and their answers. Data for JSON. */
  bootstrap(): Bootstrap;
  /**
   * The names of the attributes that the answers so far depended on, in alphabetical order: for another subject that is like this
   * one in them, the answers are the same. Undefined unless `trackAttributes` was set.
   */
  vary(): readonly string[] | undefined;
  /** The same ruleset and instant with more attributes. */
  with(attributes: RegisteredContext): Evaluator<F>;
  /** What is being evaluated for. */
  readonly context: EvaluationContext;
  /** The revision that answers come from; undefined while nothing is loaded, or when documents came without one. */
  readonly revision: Revision | undefined;
}
