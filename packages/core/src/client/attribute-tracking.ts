import type { EvaluationContext } from '../model/context.ts';

/** A context, and the names of the attributes that answers have looked at so far. */
export interface AttributeReads {
  /** What was given: looking at it is not noted. */
  readonly context: EvaluationContext;
  /** What evaluation reads. */
  readonly view: EvaluationContext;
  readonly names: Set<string>;
}

/**
 * Notes what is read of a context, whichever way it is read, and whether it is there or not: an answer also depends on what is
 * missing. Answers that read the same attributes of two contexts with the same result are the same.
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
