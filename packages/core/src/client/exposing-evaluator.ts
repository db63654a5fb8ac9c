import type { EvaluationContext } from '../model/context.ts';
import type { FlagType } from '../model/flag.ts';
import type { Evaluator } from './evaluator-types.ts';
import { EXPLAINABLE } from './explainable.ts';

/** The parts of an evaluator that exposures need. */
export interface Exposable extends Pick<
  Evaluator<never>,
  'resolve' | 'lookUpMembers' | 'all' | 'bootstrap' | 'vary' | 'context' | 'revision'
> {
  isEnabled(key: string): boolean;
  value(key: string, ...defaults: readonly unknown[]): unknown;
  details(key: string, ...defaults: readonly unknown[]): unknown;
  variant(key: string): string | undefined;
  [EXPLAINABLE](key: string): unknown;
  with(attributes: EvaluationContext): Exposable;
  /** Returns the type that a check with these defaults accepts. Undefined for any. */
  typeAsked(key: string, ...defaults: readonly unknown[]): FlagType | undefined;
  /** Records the variant served for the type, without hooks. False when no variant is served. */
  expose(key: string, asked: FlagType | undefined): boolean;
}

/**
 * Wraps an evaluator to record an exposure on the first check of each flag that serves a variant. Methods that do not show a
 * flag to the user (`all`, `bootstrap`, `resolve`, explanations) record nothing. An evaluator from `with` records separately.
 */
export function exposing(inner: Exposable): Omit<Exposable, 'expose' | 'typeAsked'> {
  const recorded = new Set<string>();
  const expose = (key: string, asked: FlagType | undefined): void => {
    if (!recorded.has(key) && inner.expose(key, asked)) recorded.add(key);
  };
  return {
    isEnabled(key) {
      expose(key, 'boolean');
      return inner.isEnabled(key);
    },
    value(key, ...defaults) {
      expose(key, inner.typeAsked(key, ...defaults));
      return inner.value(key, ...defaults);
    },
    details(key, ...defaults) {
      expose(key, inner.typeAsked(key, ...defaults));
      return inner.details(key, ...defaults);
    },
    variant(key) {
      expose(key, undefined);
      return inner.variant(key);
    },
    with: (attributes) => exposing(inner.with(attributes)) as Exposable,
    [EXPLAINABLE]: (key) => inner[EXPLAINABLE](key),
    resolve: (key) => inner.resolve(key),
    lookUpMembers: (flags) => inner.lookUpMembers(flags),
    all: () => inner.all(),
    bootstrap: () => inner.bootstrap(),
    vary: () => inner.vary(),
    get context() {
      return inner.context;
    },
    get revision() {
      return inner.revision;
    },
  };
}
