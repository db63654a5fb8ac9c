import { described, invalidOptions } from '@flagstaff/core/storage';
import type { FlagDefinition, FlagDocument, FlagType, JsonValue } from '@flagstaff/core';
import { isDeepStrictEqual } from 'node:util';

type Variants = NonNullable<FlagDocument['variants']>;

const SWITCH: Variants = { on: true, off: false };

/**
 * Creates a flag that serves this value to all subjects, as a defined variant if there are definitions.
 *
 * @param type The type that the flag has already. Defaults to the value's.
 * @throws {FlagstaffError} INVALID_OPTIONS when the value is null or of another type, or no defined variant has it.
 */
export function valueDocument(
  key: string,
  value: JsonValue,
  definition?: FlagDefinition,
  type: FlagType = definition?.type ?? typeOf(key, value),
): FlagDocument {
  checkType(key, value, type);
  if (definition?.variants !== undefined) {
    const served = definedVariant(key, value, definition.variants);
    return { kind: 'flag', key, type, variants: definition.variants, default: served, off: served };
  }
  if (type === 'boolean') return { kind: 'flag', key, type, default: value === true ? 'on' : 'off' };
  return { kind: 'flag', key, type, variants: { value }, default: 'value', off: 'value' };
}

/**
 * Returns a flag that serves this value to one subject, and to all others what it served before.
 *
 * @throws {FlagstaffError} INVALID_OPTIONS when the value is not of the flag's type, or no defined variant has it.
 */
export function valueForSubject(
  flag: FlagDocument,
  value: JsonValue,
  targetingKey: string,
  definition?: FlagDefinition,
): FlagDocument {
  checkType(flag.key, value, flag.type);
  const variants: Variants = flag.variants ?? SWITCH;
  const serve =
    definition?.variants === undefined ? variantWith(variants, value) : definedVariant(flag.key, value, variants);
  const others = (flag.overrides ?? []).filter(
    (override) => override.attribute !== 'targetingKey' || override.value !== targetingKey,
  );
  return {
    ...flag,
    ...(flag.variants === undefined ? {} : { variants: { ...variants, [serve]: value } }),
    overrides: [...others, { attribute: 'targetingKey', value: targetingKey, serve }],
  };
}

function checkType(key: string, value: JsonValue, type: FlagType): void {
  const found = typeOf(key, value);
  if (found === type) return;
  throw invalidOptions(`testFlags: "${key}" is of type ${type}. It cannot serve ${described(value)}.`);
}

function typeOf(key: string, value: JsonValue | undefined): FlagType {
  if (typeof value === 'boolean' || typeof value === 'string' || typeof value === 'number') {
    return typeof value as FlagType;
  }
  if (typeof value === 'object' && value !== null) return 'object';
  throw invalidOptions(
    `testFlags: "${key}" is ${described(value)}. Pass a boolean, a string, a number, a list or an object.`,
  );
}

const findVariant = (variants: Variants, value: JsonValue): string | undefined =>
  Object.keys(variants).find((name) => isDeepStrictEqual(variants[name], value));

function definedVariant(key: string, value: JsonValue, variants: Variants): string {
  const served = findVariant(variants, value);
  if (served !== undefined) return served;
  const values = Object.values(variants).map((each) => JSON.stringify(each));
  throw invalidOptions(
    `testFlags: "${key}" is ${JSON.stringify(value)}. Its variants have the values ${values.join(', ')}.`,
  );
}

/** Returns the variant with the value, or a free name for a new one. */
function variantWith(variants: Variants, value: JsonValue): string {
  const existing = findVariant(variants, value);
  if (existing !== undefined) return existing;
  let number = 2;
  while (Object.hasOwn(variants, `value-${number}`)) number += 1;
  return `value-${number}`;
}
