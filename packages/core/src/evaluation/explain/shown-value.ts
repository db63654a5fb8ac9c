import type { EvaluationContext } from '../../model/context.ts';
import type { JsonValue } from '../../model/json.ts';
import { readInstant } from '../../targeting/instant.ts';
import { PRIVATE } from '../../targeting/private-attributes.ts';
import type { PrivateAttributes } from '../../targeting/private-attributes.ts';

const MAX_CHARACTERS = 200;
const MAX_ENTRIES = 20;
const MAX_LEVELS = 3;
/** Maximum number of values over all levels. */
const MAX_VALUES = 100;

interface Copying {
  readonly context: EvaluationContext;
  readonly hidden: PrivateAttributes;
  left: number;
}

/**
 * Returns a bounded JSON copy of an attribute's value, with private parts masked. Undefined when there is no value. Values
 * without a JSON form are named in parentheses. Never throws.
 */
export function shownAttribute(
  value: unknown,
  name: string,
  context: EvaluationContext,
  hidden: PrivateAttributes,
): JsonValue | undefined {
  return copy(value, name, 1, { context, hidden, left: MAX_VALUES });
}

function copy(value: unknown, name: string, level: number, copying: Copying): JsonValue | undefined {
  if (copying.hidden.hides(name, copying.context)) return PRIVATE;
  copying.left -= 1;
  switch (typeof value) {
    case 'string':
      return shortened(value);
    case 'number':
      // JSON has no minus zero.
      return Number.isFinite(value) ? value + 0 : `(${value})`;
    case 'boolean':
    case 'undefined':
      return value;
    case 'object':
      return value === null ? null : copyObject(value, name, level, copying);
    case 'bigint':
    case 'symbol':
    case 'function':
    default:
      return `(${typeof value})`;
  }
}

/** Returns text of bounded length. */
function shortened(text: string): string {
  return text.length > MAX_CHARACTERS ? `${text.slice(0, MAX_CHARACTERS)}… (${text.length} characters)` : text;
}

/** Copying the explanation property by property must not change a prototype. */
function shownKey(key: string): string {
  return key === '__proto__' ? '(__proto__)' : shortened(key);
}

function copyObject(value: object, name: string, level: number, copying: Copying): JsonValue {
  try {
    const instant = readInstant(value);
    if (instant !== undefined) return new Date(instant).toISOString();
    if (level > MAX_LEVELS || copying.left <= 0 || ArrayBuffer.isView(value)) return '(object)';
    const entry = (key: string | number): JsonValue =>
      copy((value as Record<string, unknown>)[key], `${name}.${key}`, level + 1, copying) ?? null;
    if (Array.isArray(value)) {
      const length = Math.min(value.length, MAX_ENTRIES);
      const entries = Array.from({ length }, (_, index) => entry(index));
      return length < value.length ? [...entries, `… (${value.length} entries)`] : entries;
    }
    const keys = Object.keys(value);
    const entries = keys.slice(0, MAX_ENTRIES).map((key): [string, JsonValue] => [shownKey(key), entry(key)]);
    if (keys.length > MAX_ENTRIES) entries.push(['…', `(${keys.length} properties)`]);
    return Object.fromEntries(entries);
  } catch {
    return '(cannot be read)';
  }
}
