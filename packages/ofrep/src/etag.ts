/**
 * The entity tag of a bulk answer, strong: a digest of everything that the answer was made from and of the answer itself. The
 * whole context is in it, so that one subject's tag never fits another's answer, even where the answers are alike.
 */
export async function entityTag(parts: readonly unknown[]): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(canonical(parts)));
  const hex = Array.from(new Uint8Array(digest).subarray(0, 16), (byte) => byte.toString(16).padStart(2, '0'));
  return `"${hex.join('')}"`;
}

/** Whether an `If-None-Match` header names the tag. Source: RFC 9110, 13.1.2 (weak comparison). */
export function namesTag(header: string | null, tag: string): boolean {
  if (header === null || header.length > 8_192) return false;
  return header.split(',').some((entry) => {
    const named = entry.trim().replace(/^W\//, '');
    // The protocol's own examples have no quotes.
    return named === tag || `"${named}"` === tag;
  });
}

/** JSON with the members of objects in one order, whatever order they were sent in. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_name, inner: unknown) => {
    // Applications add what JSON has no word for.
    if (typeof inner === 'bigint') return { bigint: String(inner) };
    if (typeof inner !== 'object' || inner === null || Array.isArray(inner)) return inner;
    const names = Object.keys(inner).toSorted();
    // Pairs: an object would put names that look like numbers first, and make `__proto__` its prototype. Within an object, where
    // the replacer looks at the pairs only: a list of pairs is another value than the object that they would make.
    return { members: names.map((name) => [name, (inner as { readonly [name: string]: unknown })[name]]) };
  });
}
