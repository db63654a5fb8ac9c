import { strongEtag } from '@flagstaff/http/endpoint';

/**
 * The entity tag of a bulk answer, strong: a digest of everything that the answer was made from and of the answer itself. The
 * whole context is in it, so that one subject's tag never fits another's answer, even where the answers are alike.
 */
export function entityTag(parts: readonly unknown[]): Promise<string> {
  return strongEtag(canonical(parts));
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
