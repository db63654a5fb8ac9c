import type { EvaluationContext } from '../model/context.ts';

/** A context, and the names of the attributes that answers have read. */
export interface AttributeReads {
  /** The original context. Reading it is not recorded. */
  readonly context: EvaluationContext;
  /** The context that evaluation reads. */
  readonly view: EvaluationContext;
  readonly names: Set<string>;
}

/**
 * Records every read of a context, by any means, including reads of absent attributes: an answer depends on those too. Two
 * contexts with equal results for the same reads get equal answers.
 */
export function observeReads(context: EvaluationContext, names: Set<string> = new Set()): AttributeReads {
  const note = (name: string | symbol): void => {
    if (typeof name === 'string') names.add(name);
  };
  const view = new Proxy(context, {
    get(target, name) {
      note(name);
      return Reflect.get(target, name) as unknown;
    },
    has(target, name) {
      note(name);
      return Reflect.has(target, name);
    },
    getOwnPropertyDescriptor(target, name) {
      note(name);
      return Reflect.getOwnPropertyDescriptor(target, name);
    },
  });
  return { context, view, names };
}
