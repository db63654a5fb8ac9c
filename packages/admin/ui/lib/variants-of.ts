import type { FlagDocument } from '@flagstaff/core';

/** The variants of a boolean flag that names none. */
const BOOLEAN = { on: true, off: false };

/** Returns the variants of a flag by name. */
export const variantsOf = ({
  variants,
  type,
}: Pick<FlagDocument, 'variants' | 'type'>): NonNullable<FlagDocument['variants']> =>
  variants ?? (type === 'boolean' ? BOOLEAN : {});
