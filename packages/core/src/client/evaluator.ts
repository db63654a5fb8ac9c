import { keyText } from '../evaluation/compile/outcome.ts';
import type { Outcome } from '../evaluation/compile/outcome.ts';
import { inForce } from '../evaluation/compile/timeline.ts';
import { environmentRuleset } from '../ruleset/environment-ruleset.ts';
import { EMPTY_CONTEXT, readContext } from '../evaluation/context.ts';
import { evaluateSafely, flagNotFound } from '../evaluation/evaluate.ts';
import { knownMembers, withMissed } from '../evaluation/known-members.ts';
import type { Ruleset } from '../ruleset/update-ruleset.ts';
import type { Scope } from '../evaluation/compiled.ts';
import type { Bootstrap, BootstrapAnswer } from '../model/bootstrap.ts';
import type { EvaluationContext } from '../model/context.ts';
import type { EvaluationDetails } from '../model/details.ts';
import type { FlagstaffError } from '../model/error.ts';
import type { FlagType } from '../model/flag.ts';
import type { JsonValue } from '../model/json.ts';
import type { Revision } from '../model/revision.ts';
import type { PrivateAttributes } from '../targeting/private-attributes.ts';
import { readEvaluatorOptions } from './evaluator-options.ts';
import { evaluateInFull, isHidden, typeAsked } from './asked.ts';
import { toBootstrapAnswer } from './embed-bootstrap.ts';
import type { FlagDefinitions } from '../model/definitions.ts';
import type { Advice } from './advice.ts';
import type { ContextSource, Evaluator, EvaluatorOptions } from './evaluator-types.ts';
import { EXPLAINABLE } from './explainable.ts';
import type { ExplainableAnswer } from './explainable.ts';
import type { Exposer } from './exposures.ts';
import type { HookRunner } from './hook-runner.ts';
import { ObservedContext } from '../targeting/attribute.ts';
import { readInstant } from '../targeting/instant.ts';
import type { MemberCache } from '../sync/member-cache.ts';

/** The parts of a client that evaluators read. */
export interface EvaluatorSource {
  /** The ruleset of the client's environment. */
  readonly ruleset: Ruleset;
  /** The unpatched documents, which other environments derive from. */
  readonly base: Ruleset;
  now(): number;
  /** Undefined when there are no hooks. */
  readonly observe: HookRunner | undefined;
  readonly definitions: FlagDefinitions | undefined;
  readonly privateAttributes: PrivateAttributes;
  /** The client's own environment. */
  readonly environment: string | undefined;
  readonly members: MemberCache;
  /** Undefined when exposures are not recorded. */
  readonly exposer: Exposer | undefined;
  readonly reportError: (problem: FlagstaffError) => void;
  /** Undefined in production. */
  readonly advice: Advice | undefined;
}

/**
 * Creates an evaluator that captures its ruleset, instant and context on the first check.
 * @throws {FlagstaffError} INVALID_OPTIONS when an option is invalid.
 */
export function createEvaluator<F extends FlagDefinitions>(
  source: EvaluatorSource,
  context: ContextSource,
  options?: EvaluatorOptions,
): Evaluator<F> {
  const checked = options === undefined ? undefined : readEvaluatorOptions(options);
  // Implemented for unknown flags. The types of F exist only at compile time.
  return new BoundEvaluator(source, context, checked) as unknown as Evaluator<F>;
}

interface BoundScope extends Scope {
  readonly ruleset: Ruleset;
}

class BoundEvaluator {
  readonly #source: EvaluatorSource;
  readonly #contextSource: ContextSource;
  readonly #options: EvaluatorOptions | undefined;
  #scope: BoundScope | undefined;
  #reads: ObservedContext | undefined;
  /** The flags whose exposures are recorded. False when the subject is not in the sample. */
  #exposed: Set<string> | false | undefined;

  constructor(source: EvaluatorSource, context: ContextSource, options: EvaluatorOptions | undefined) {
    this.#source = source;
    this.#contextSource = context;
    this.#options = options;
  }

  isEnabled(key: string): boolean {
    const outcome = this.#shown(this.#answer(key, 'boolean', undefined));
    if (outcome.value === undefined) return this.#defaulted(outcome, this.#definedDefault(key) === true);
    return outcome.value === true;
  }

  value(key: string, defaultValue: unknown = this.#definedDefault(key)): unknown {
    const outcome = this.#shown(this.#answer(key, typeAsked(defaultValue), defaultValue));
    return outcome.value === undefined ? this.#defaulted(outcome, defaultValue) : outcome.value;
  }

  details(key: string, defaultValue: unknown = this.#definedDefault(key)): EvaluationDetails<unknown> {
    const outcome = this.#shown(this.#answerInFull(key, typeAsked(defaultValue), defaultValue));
    if (outcome.value !== undefined) return outcome;
    return { ...outcome, value: this.#defaulted(outcome, defaultValue) };
  }

  variant(key: string): string | undefined {
    const outcome = this.#shown(this.#answer(key, undefined, undefined));
    return outcome.variant ?? this.#defaulted(outcome, undefined);
  }

  resolve(key: string): EvaluationDetails<JsonValue | undefined> {
    return this.#answerInFull(key, undefined, undefined);
  }

  lookUpMembers(flags?: readonly string[]): Promise<void> | undefined {
    const { ruleset, members } = this.#bound();
    if (members === undefined) return undefined;
    const keys = flags === undefined ? undefined : readKeys(flags);
    return this.#source.members.lookUpFor(ruleset, keys, this.context, members);
  }

  /** An explanation is not an evaluation: it runs no hooks and records no reads. */
  [EXPLAINABLE](key: string): ExplainableAnswer {
    return {
      scope: { ...this.#bound(), context: this.context },
      defaultValue: this.#definedDefault(key),
      hidden: this.#source.privateAttributes,
      withoutSteps: this.#options?.clientSideOnly === true,
    };
  }

  all(): { [key: string]: EvaluationDetails } {
    const { ruleset, now } = this.#bound();
    const details: { [key: string]: EvaluationDetails } = {};
    ruleset.flags.forEach((slot, key) => {
      if (slot.problem === undefined && inForce(slot.compiled, now).archived) return;
      if (this.#options?.clientSideOnly === true && isHidden(ruleset, key)) return;
      const outcome = this.#answerInFull(key, undefined, null);
      // No key is a name of Object.prototype: the parser rejects them.
      details[key] = outcome.value === undefined ? { ...outcome, value: null } : (outcome as EvaluationDetails);
    });
    return details;
  }

  bootstrap(): Bootstrap {
    const { ruleset, now } = this.#bound();
    const answers: { [key: string]: BootstrapAnswer } = {};
    ruleset.flags.forEach((slot, key) => {
      if (isHidden(ruleset, key) || inForce(slot.compiled, now).archived) return;
      answers[key] = toBootstrapAnswer(this.#answer(key, undefined, null));
    });
    return { ...(ruleset.revision && { revision: ruleset.revision.token }), flags: answers };
  }

  vary(): readonly string[] | undefined {
    this.#bound();
    return this.#reads && [...this.#reads.names].toSorted();
  }

  with(attributes: EvaluationContext): BoundEvaluator {
    const scope = this.#bound();
    const { context } = this;
    // Reading either of them may throw.
    const merge = (): EvaluationContext => ({
      ...context,
      ...readContext(attributes, undefined, this.#source.reportError),
    });
    const derived = new BoundEvaluator(this.#source, merge, this.#options);
    // Copied: the two evaluators look up members independently.
    const members = scope.members && knownMembers(scope.members);
    derived.#scope = { ...scope, members, context: derived.#readable(this.#reads?.names) };
    return derived;
  }

  get context(): EvaluationContext {
    const { context } = this.#bound();
    return this.#reads?.original ?? context;
  }

  get revision(): Revision | undefined {
    return this.#bound().ruleset.revision;
  }

  /** Returns the default, and warns about a mistake in the code that asked. */
  #defaulted<T>(outcome: Outcome, defaultValue: T): T {
    const { advice } = this.#source;
    // Keys of a client-side evaluator come from outside.
    if (advice !== undefined && this.#options?.clientSideOnly !== true) advice.onDefault(outcome);
    return defaultValue;
  }

  /** Records the first answer of a flag that serves a variant. */
  #shown(outcome: Outcome): Outcome {
    if (this.#source.exposer !== undefined && outcome.variant !== undefined) this.#expose(outcome);
    return outcome;
  }

  #expose(outcome: Outcome): void {
    const { flagKey } = outcome;
    const exposer = this.#source.exposer!;
    // As `this.context`, in a form that engines inline.
    const context = this.#reads?.original ?? this.#scope!.context;
    this.#exposed ??= exposer.samples(context) && new Set();
    if (!this.#exposed || this.#exposed.has(flagKey)) return;
    this.#exposed.add(flagKey);
    exposer.record(outcome, context, this.#scope!);
  }

  #answer(key: string, asked: FlagType | undefined, defaultValue: unknown): Outcome {
    const scope = this.#scope ?? this.#bound();
    if (this.#options?.clientSideOnly === true && isHidden(scope.ruleset, key)) return flagNotFound(key);
    return this.#source.observe === undefined
      ? evaluateSafely(scope, key, asked)
      : this.#answerObserved(scope, key, asked, defaultValue);
  }

  /** Returns the answer and the members it lacked. The plain path, without stored members, returns the shared object. */
  #answerInFull(key: string, asked: FlagType | undefined, defaultValue: unknown): Outcome {
    const { members } = this.#scope ?? this.#bound();
    members?.missed.clear();
    return withMissed(members, this.#answer(key, asked, defaultValue));
  }

  #answerObserved(scope: BoundScope, key: string, asked: FlagType | undefined, defaultValue: unknown): Outcome {
    const hooks = this.#source.observe!;
    if (hooks.running) return evaluateInFull(scope, key, asked);
    const hookContext = { flagKey: keyText(key), defaultValue, context: this.context };
    hooks.before(hookContext);
    const outcome = evaluateInFull(scope, key, asked);
    hooks.after(hookContext, outcome);
    return outcome;
  }

  #bound(): BoundScope {
    if (this.#scope !== undefined) return this.#scope;
    const ruleset = this.#options === undefined ? this.#source.ruleset : chooseRuleset(this.#source, this.#options);
    const scope = {
      ruleset,
      now: this.#options?.at === undefined ? this.#source.now() : readInstant(this.#options.at)!,
      forcedVariants: this.#options?.forcedVariants,
      context: EMPTY_CONTEXT,
      members: ruleset.storedSegments.length === 0 ? undefined : knownMembers(),
      onMissingValue: this.#source.advice?.onMissingValue,
    };
    // Set before the context is created: a context function that evaluates flags itself gets an empty context.
    this.#scope = scope;
    scope.context = this.#readable();
    return scope;
  }

  /** Returns the context that evaluation reads. */
  #readable(names?: Set<string>): EvaluationContext {
    const { reportError } = this.#source;
    const context = readContext(this.#contextSource, this.#options?.defaultTargetingKey, reportError);
    if (this.#options?.trackAttributes !== true) return context;
    this.#reads = new ObservedContext(context, names);
    return this.#reads;
  }

  #definedDefault(key: string): unknown {
    const { definitions } = this.#source;
    // A key of another type would be converted to text, which may throw.
    if (definitions === undefined || typeof key !== 'string' || !Object.hasOwn(definitions, key)) return undefined;
    const { type, defaultValue } = definitions[key]!;
    return defaultValue === undefined && type === 'boolean' ? false : defaultValue;
  }
}

function chooseRuleset({ ruleset, base }: EvaluatorSource, options: EvaluatorOptions): Ruleset {
  const { environment, preferEnvironment } = options;
  if (environment !== undefined) return environmentRuleset(base, environment);
  if (preferEnvironment === undefined) return ruleset;
  const preferred = environmentRuleset(base, preferEnvironment);
  return preferred.loaded ? preferred : ruleset;
}

/** Never throws: no flag has a key that is not text. */
function readKeys(flags: unknown): readonly string[] {
  return Array.isArray(flags) ? flags.filter((key) => typeof key === 'string') : [];
}
