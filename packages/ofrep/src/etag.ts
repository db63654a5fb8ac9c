import { strongEtag } from '@flagstaff/http/endpoint';

/**
 * Computes the strong ETag of a bulk evaluation: a digest of the serialized response and everything it was made from. They include
 * the whole context, so that one subject's ETag never matches another's response, even when the responses are equal.
 */
export function entityTag(sources: readonly unknown[], response: string): Promise<string> {
  return strongEtag(canonical(sources) + response);
}

/** Serializes JSON with object members in a canonical order. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_name, inner: unknown) => {
    // Applications add values that JSON cannot represent.
    if (typeof inner === 'bigint') return { bigint: String(inner) };
    if (typeof inner !== 'object' || inner === null || Array.isArray(inner)) return inner;
    const names = Object.keys(inner).toSorted();
    // Pairs, because an object would move integer-like names to the front and make `__proto__` its prototype. They are wrapped in an
    // object, so that a list of pairs differs from the object that the pairs describe.
    return { members: names.map((name) => [name, (inner as { readonly [name: string]: unknown })[name]]) };
  });
}
