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
import type { EXPLAINABLE } from './explainable.ts';

/** The return value of a context function. Return nothing when nothing is known about the subject. */
export type GivenContext = RegisteredContext | null | undefined;

/**
 * A context, or a function that returns one. Called on the first check, at most once. A function that throws, and a value
 * that is not an object with attributes, such as a promise or a `Map`, are reported; the context is then empty.
 */
export type ContextSource = RegisteredContext | (() => GivenContext);

/** The options of `forContext`. */
export interface EvaluatorOptions {
  /** The instant to evaluate at. Defaults to the time of the first check. */
  readonly at?: Date | undefined;
  /** Overrides the client's environment. An unknown environment serves callers' defaults, with the reason `ERROR`. */
  readonly environment?: string | undefined;
  /**
   * An environment requested from outside. Falls back to the client's own if it does not exist. Check it against a list of
   * allowed environments first.
   */
  readonly preferEnvironment?: string | undefined;
  /** The targeting key of a context with neither `targetingKey` nor `userId`, such as the id of an anonymous visitor. */
  readonly defaultTargetingKey?: string | undefined;
  /**
   * Flag key to variant. Served regardless of status, prerequisites and rules, with the reason `OVERRIDE`. Unknown keys and
   * variants are ignored. For QA; never fill it from unsigned input. Defaults to none.
   */
  readonly forcedVariants?: ReadonlyMap<string, string> | undefined;
  /** Evaluate only flags with `"clientSide": true`; every other flag is not found. For public endpoints. Defaults to false. */
  readonly clientSideOnly?: boolean | undefined;
  /** Record which attributes the answers depend on, for `vary()`. Adds a small cost to every read. Defaults to false. */
  readonly trackAttributes?: boolean | undefined;
}

/** @inline */
type Details<F extends FlagDefinitions> = string extends keyof F
  ? <T extends JsonValue>(key: string, defaultValue: T) => EvaluationDetails<Widen<T>>
  : <K extends FlagKey<F>>(key: K, defaultValue?: ValueOf<F[K]>) => EvaluationDetails<ValueOf<F[K]>>;

/**
 * A ruleset bound to one context and one instant: the `flags` of a request handler. Never waits, never throws.
 *
 * The ruleset and the instant are fixed on the first check, so all checks of an evaluator are consistent.
 */
export interface Evaluator<F extends FlagDefinitions = RegisteredFlags> {
  /** Returns the value of a boolean flag. False unless the flag is known to be true. */
  isEnabled(key: BooleanFlagKey<F>): boolean;
  /** Returns the value of a flag of the default's type, or the default when no variant can be served. Objects are frozen. */
  readonly value: ValueMethod<F>;
  /** Returns the value, with its variant, reason and metadata. */
  readonly details: Details<F>;
  /** Returns the served variant's name. Undefined when the default is served. */
  readonly variant: VariantMethod<F>;
  /** Returns the answer of a flag of any type, for integrations. `value` is undefined when the caller's default applies. */
  resolve(key: string): EvaluationDetails<JsonValue | undefined>;
  /**
   * Looks up the context's segments with stored members, for all later checks. Takes one round trip to the store, or none when
   * cached. Undefined when there is nothing to wait for. Never rejects: failures are reported, and the context counts as outside
   * those segments (`unknownMembers`). While the store is unavailable, only the first lookups wait for it.
   * @param flags The keys of the flags to check. Segments that they cannot reach are not looked up. Omit for all flags.
   * @see docs/management.md
   */
  lookUpMembers(flags?: readonly string[]): Promise<void> | undefined;
  /** Returns the details of every flag that is not archived. The value is null where a flag cannot be evaluated. */
  all(): { [key: string]: EvaluationDetails };
  /** Returns the client-side flags and their answers, as JSON data for a page. */
  bootstrap(): Bootstrap;
  /**
   * Returns the names of the attributes that the answers so far depend on, sorted. A context with the same values gets the same
   * answers. Undefined unless `trackAttributes` is set.
   */
  vary(): readonly string[] | undefined;
  /** Returns an evaluator with more attributes, at the same ruleset and instant. */
  with(attributes: RegisteredContext): Evaluator<F>;
  /** The context being evaluated. */
  readonly context: EvaluationContext;
  /** The revision of the ruleset. Undefined while nothing is loaded, or when the documents have no revision. */
  readonly revision: Revision | undefined;
  /** Read by `explain` of `@flagstaff/core/explain`. */
  readonly [EXPLAINABLE]: (key: FlagKey<F>) => unknown;
}
