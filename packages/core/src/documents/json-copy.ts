import { isTooDeep } from '../model/depth.ts';
import { FlagstaffError } from '../model/error.ts';
import { isPlainJson } from './is-plain-json.ts';

/**
 * Returns a value after a round trip through JSON.
 * @throws {FlagstaffError} INVALID_DOCUMENT when it cannot be serialized, or nests too deep.
 */
export function throughJson(input: unknown, place = 'The document'): unknown {
  const copy = copyAs(place, input);
  if (copy === undefined) throw notJson(place);
  return copy;
}

/**
 * Returns the JSON form of a document. Plain JSON is not copied.
 * @throws {FlagstaffError} INVALID_DOCUMENT when it cannot be serialized.
 */
export function takeOver(document: unknown): unknown {
  // Must precede `isPlainJson`, which visits a shared part once per occurrence.
  if (isTooDeep(document)) return throughJson(document);
  return isPlainJson(document) ? document : throughJson(document);
}

/**
 * Returns a deep copy made through JSON, as a remote store would return it. Keeps an own property named `__proto__`. Undefined
 * when the value has no JSON form.
 *
 * @throws {FlagstaffError} INVALID_DOCUMENT when the value nests deeper than `LIMITS.nesting`, has a cycle or a BigInt, or a
 * getter throws.
 */
export function copyOf<T>(value: T): T {
  return copyAs('A value', value);
}

/** Like `copyOf`. `what` names the value in the error. */
function copyAs<T>(what: string, value: T): T {
  try {
    if (!isTooDeep(value)) {
      const text = JSON.stringify(value) as string | undefined;
      const copy = text === undefined ? undefined : (JSON.parse(text) as T);
      // The result of `toJSON` has not been checked yet.
      if (!isTooDeep(copy)) return copy as T;
    }
  } catch (cause) {
    throw notJson(what, cause);
  }
  throw notJson(what);
}

const WHY = 'cannot be serialized as JSON: it has a cycle, a BigInt or a getter that throws, or nests too deeply.';

function notJson(what: string, cause?: unknown): FlagstaffError {
  const issues = [{ path: '$', message: WHY, fault: 'shape' as const }];
  return new FlagstaffError('INVALID_DOCUMENT', `${what} is not valid: it ${WHY}`, {
    ...(cause === undefined ? {} : { cause }),
    issues,
  });
}
