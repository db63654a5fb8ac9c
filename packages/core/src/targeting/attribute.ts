import type { EvaluationContext } from '../model/context.ts';
import { LIMITS } from '../model/limits.ts';

/** An attribute's name, taken apart once. */
export interface Attribute {
  readonly name: string;
  /** The steps of a dotted name; undefined where the name has no dot, or too many. */
  readonly path: readonly string[] | undefined;
  /** Where `recallAttribute` remembers its value. */
  readonly place: number;
}

const TARGETING_KEY = 'targetingKey';

/** Attributes known by name, so that flags share them; names come from documents, so their number is bounded. */
const known = new Map<string, Attribute>();
const MAX_KNOWN = 1_000;
const PLACES = 4;

export function parseAttribute(name: string): Attribute {
  const before = known.get(name);
  if (before !== undefined) return before;
  const steps = name.includes('.') ? name.split('.') : [];
  const isPath = steps.length > 0 && steps.length <= LIMITS.attributeSteps;
  const path = isPath ? steps.map(asPropertyName) : undefined;
  const attribute = { name: asPropertyName(name), path, place: known.size % PLACES };
  if (known.size < MAX_KNOWN) known.set(name, attribute);
  return attribute;
}

/** The same text as engines keep it for names of properties: reading a property by any other copy looks that one up first. */
function asPropertyName(name: string): string {
  return Object.keys({ [name]: true })[0]!;
}

/**
 * An attribute's value; undefined when the context has none. The whole name is looked up first, then the dotted path; own
 * properties only. `userId` stands in for a missing `targetingKey`.
 */
export function readAttribute(context: EvaluationContext, attribute: Attribute): unknown {
  const { name, path } = attribute;
  if (Object.hasOwn(context, name)) {
    const value = context[name];
    if (value != null || name !== TARGETING_KEY) return value;
  }
  if (name === TARGETING_KEY) return Object.hasOwn(context, 'userId') ? context['userId'] : undefined;
  return path === undefined ? undefined : readPath(context, path);
}

function readPath(context: object, path: readonly string[]): unknown {
  let value: unknown = context;
  for (const step of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return undefined;
    value = (value as Record<string, unknown>)[step];
  }
  return value;
}

// What `recallAttribute` remembers. It is asked again and again for the same few attributes while one flag is evaluated.
let recalled: EvaluationContext | undefined;
const attributes: (Attribute | undefined)[] = [undefined, undefined, undefined, undefined];
const values: unknown[] = [undefined, undefined, undefined, undefined];

/** As `readAttribute`, which is asked at most once in a while: the answer is remembered until `forgetAttributes`. */
export function recallAttribute(context: EvaluationContext, attribute: Attribute): unknown {
  const { place } = attribute;
  if (context !== recalled) startRecalling(context);
  else if (attributes[place] === attribute) return values[place];
  const value = readAttribute(context, attribute);
  // Reading may have run a getter that had flags evaluated for somebody else.
  if (context === recalled) {
    attributes[place] = attribute;
    values[place] = value;
  }
  return value;
}

function startRecalling(context: EvaluationContext): void {
  recalled = context;
  attributes[0] = undefined;
  attributes[1] = undefined;
  attributes[2] = undefined;
  attributes[3] = undefined;
}

/** Contexts are read again from here on: their owner may change them between two checks. Nothing of one is kept alive. */
export function forgetAttributes(): void {
  if (recalled === undefined) return;
  recalled = undefined;
  values[0] = undefined;
  values[1] = undefined;
  values[2] = undefined;
  values[3] = undefined;
}
