import type { FlagDocument } from '@flagstaff/core';

type Variants = NonNullable<FlagDocument['variants']>;

/** The variants of a boolean flag that names none. */
const BOOLEAN: Variants = { on: true, off: false };
const NONE: Variants = {};

/** Returns the variants of a flag by name. */
export const variantsOf = ({ variants, type }: Pick<FlagDocument, 'variants' | 'type'>): Variants =>
  variants ?? (type === 'boolean' ? BOOLEAN : NONE);

const names = new WeakMap<Variants, readonly string[]>();

/** Returns the names of a flag's variants: the same list while the variants are the same, so that components keep what they rendered. */
export function variantNames(flag: Pick<FlagDocument, 'variants' | 'type'>): readonly string[] {
  const variants = variantsOf(flag);
  const known = names.get(variants) ?? Object.keys(variants);
  names.set(variants, known);
  return known;
}
