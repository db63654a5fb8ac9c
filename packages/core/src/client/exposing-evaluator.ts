import type { EvaluationContext } from '../model/context.ts';
import type { Evaluator } from './evaluator-types.ts';

/** An evaluator as an exposure sees it. */
export interface Exposable extends Pick<
  Evaluator<never>,
  'resolve' | 'all' | 'bootstrap' | 'vary' | 'context' | 'revision'
> {
  isEnabled(key: string): boolean;
  value(key: string, ...defaults: readonly unknown[]): unknown;
  details(key: string, ...defaults: readonly unknown[]): unknown;
  variant(key: string): string | undefined;
  explain(key: string): unknown;
  with(attributes: EvaluationContext): Exposable;
  /** Tells of the answer that the flag has, without hooks. */
  expose(key: string): void;
}

/**
 * An evaluator that tells, at the first check of each flag, what the subject was given. What looks at flags without showing them to
 * anybody (`all`, `bootstrap`, `explain`, `resolve`) tells nothing; an evaluator that `with` makes is another one.
 */
export function exposing(inner: Exposable): Omit<Exposable, 'expose'> {
  const told = new Set<string>();
  const expose = (key: string): void => {
    if (told.has(key)) return;
    told.add(key);
    inner.expose(key);
  };
  return {
    isEnabled(key) {
      expose(key);
      return inner.isEnabled(key);
    },
    value(key, ...defaults) {
      expose(key);
      return inner.value(key, ...defaults);
    },
    details(key, ...defaults) {
      expose(key);
      return inner.details(key, ...defaults);
    },
    variant(key) {
      expose(key);
      return inner.variant(key);
    },
    with: (attributes) => exposing(inner.with(attributes)) as Exposable,
    explain: (key) => inner.explain(key),
    resolve: (key) => inner.resolve(key),
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
