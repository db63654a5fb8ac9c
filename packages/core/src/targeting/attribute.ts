import type { EvaluationContext } from '../model/context.ts';
import { LIMITS } from '../model/limits.ts';

/** A parsed attribute name. */
export interface Attribute {
  readonly name: string;
  /** The steps of a dotted name. Undefined when it has no dot, or too many. */
  readonly path: readonly string[] | undefined;
}

const TARGETING_KEY = 'targetingKey';
const USER_ID = 'userId';

/** Shared attributes by name. Bounded, because names come from documents. */
const known = new Map<string, Attribute>();
const MAX_KNOWN = 1_000;

export function parseAttribute(name: string): Attribute {
  const before = known.get(name);
  if (before !== undefined) return before;
  const steps = name.includes('.') ? name.split('.') : [];
  const isPath = steps.length > 0 && steps.length <= LIMITS.attributeSteps;
  const path = isPath ? steps.map(asPropertyName) : undefined;
  const attribute = { name: asPropertyName(name), path };
  if (known.size < MAX_KNOWN) known.set(name, attribute);
  return attribute;
}

/** Interns a text as a property name. Reading a property by another copy would look up the interned one first. */
function asPropertyName(name: string): string {
  return Object.keys({ [name]: true })[0]!;
}

/**
 * Reads an attribute's value. Undefined when the context has none. Tries the whole name, then the dotted path, own properties
 * only. Without a `targetingKey`, `userId` is used. An empty text is no key.
 */
export function readAttribute(context: EvaluationContext, attribute: Attribute): unknown {
  const { name, path } = attribute;
  if (Object.hasOwn(context, name)) {
    const value = context[name];
    if (name !== TARGETING_KEY || isKeyGiven(value)) return value;
  }
  // After the common case: an observed context has no own properties.
  if (context instanceof ObservedContext) return context.read(attribute);
  if (name === TARGETING_KEY) {
    const userId = Object.hasOwn(context, USER_ID) ? context[USER_ID] : undefined;
    return isKeyGiven(userId) ? userId : undefined;
  }
  return path === undefined ? undefined : readPath(context, path);
}

/**
 * A context that records the names that `readAttribute` reads, including absent attributes: an answer depends on those too. Two
 * contexts with equal values for these names get equal answers. To everything else, it is empty.
 */
export class ObservedContext {
  readonly [attribute: string]: unknown;
  readonly #original: EvaluationContext;
  readonly #names: Set<string>;

  constructor(original: EvaluationContext, names: Set<string> = new Set()) {
    this.#original = original;
    this.#names = names;
  }

  /** Reading it is not recorded. */
  get original(): EvaluationContext {
    return this.#original;
  }

  get names(): Set<string> {
    return this.#names;
  }

  read(attribute: Attribute): unknown {
    const { name, path } = attribute;
    const context = this.#original;
    this.#names.add(name);
    const isKey = name === TARGETING_KEY;
    if (Object.hasOwn(context, name)) {
      const value = context[name];
      if (!isKey || isKeyGiven(value)) return value;
    }
    const other = isKey ? USER_ID : path?.[0];
    if (other !== undefined) this.#names.add(other);
    return readAttribute(context, attribute);
  }
}

/** Whether a value can be a key. An empty text is what frameworks return for a header or a cookie that was not sent. */
export function isKeyGiven(value: unknown): boolean {
  return value != null && value !== '';
}

function readPath(context: object, path: readonly string[]): unknown {
  let value: unknown = context;
  for (const step of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return undefined;
    value = (value as Record<string, unknown>)[step];
  }
  return value;
}
