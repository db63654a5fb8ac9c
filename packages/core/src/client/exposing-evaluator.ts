import type { EvaluationContext } from '../model/context.ts';
import type { FlagType } from '../model/flag.ts';
import type { Evaluator } from './evaluator-types.ts';

/** An evaluator as an exposure sees it. */
export interface Exposable extends Pick<
  Evaluator<never>,
  'resolve' | 'lookUpMembers' | 'all' | 'bootstrap' | 'vary' | 'context' | 'revision'
> {
  isEnabled(key: string): boolean;
  value(key: string, ...defaults: readonly unknown[]): unknown;
  details(key: string, ...defaults: readonly unknown[]): unknown;
  variant(key: string): string | undefined;
  explain(key: string): unknown;
  with(attributes: EvaluationContext): Exposable;
  /** The type that a check with these defaults can use; undefined: any. */
  typeAsked(key: string, ...defaults: readonly unknown[]): FlagType | undefined;
  /** Tells of the variant that whoever asks for the type gets, without hooks; false: they get none. */
  expose(key: string, asked: FlagType | undefined): boolean;
}

/**
 * An evaluator that tells, at the first check of each flag that serves a variant, what the subject was given. What looks at flags
 * without showing them to anybody (`all`, `bootstrap`, `explain`, `resolve`) tells nothing; an evaluator that `with` makes is another
 * one.
 */
export function exposing(inner: Exposable): Omit<Exposable, 'expose' | 'typeAsked'> {
  const told = new Set<string>();
  const expose = (key: string, asked: FlagType | undefined): void => {
    if (!told.has(key) && inner.expose(key, asked)) told.add(key);
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
    explain: (key) => inner.explain(key),
    resolve: (key) => inner.resolve(key),
    lookUpMembers: () => inner.lookUpMembers(),
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
