import type { Document, FlagDocument, JsonValue } from '@flagstaff/core';

/** Creates a boolean flag that is on for all subjects. */
export function on(key: string): Document {
  return { kind: 'flag', key, type: 'boolean', default: 'on' };
}

/** Creates a boolean flag that is on for one subject. */
export function onFor(key: string, targetingKey: string): Document {
  return {
    kind: 'flag',
    key,
    type: 'boolean',
    rules: [{ when: { attribute: 'targetingKey', operator: 'eq', value: targetingKey }, serve: 'on' }],
  };
}

/** Creates a boolean flag that is on for every context with a targeting key. */
export function onForAnySubject(key: string): Document {
  return {
    kind: 'flag',
    key,
    type: 'boolean',
    rules: [{ when: { attribute: 'targetingKey', operator: 'exists' }, serve: 'on' }],
  };
}

/** Creates a boolean flag that is off for all subjects. */
export function off(key: string): Document {
  return { kind: 'flag', key, type: 'boolean' };
}

/** Creates a number flag with one value. */
export function number(key: string, value: number): Document {
  return { kind: 'flag', key, type: 'number', variants: { only: value }, default: 'only' };
}

/** Creates a string flag whose variants have their names as values. */
export function choice(key: string, variants: readonly string[], served: string): FlagDocument {
  const values = Object.fromEntries(variants.map((variant): [string, JsonValue] => [variant, variant]));
  return { kind: 'flag', key, type: 'string', variants: values, default: served };
}
