import type { FlagDocument, Serve } from '../model/flag.ts';
import type { JsonValue } from '../model/json.ts';

/** The default variants of a boolean flag. */
export const BOOLEAN_VARIANTS: { readonly [name: string]: JsonValue } = { on: true, off: false };

/** What a flag may serve. */
export interface Variants {
  /** Variant name to value. */
  readonly variants: { readonly [name: string]: JsonValue };
  /** Served while the flag is not active or a prerequisite fails. Undefined for the caller's default. */
  readonly off: string | undefined;
  /** Served when no rule matches. */
  readonly fallback: Serve | undefined;
}

/** Returns what a flag may serve, with the defaults of boolean flags filled in. */
export function variantsOf(flag: FlagDocument): Variants {
  if (flag.type !== 'boolean') return { variants: flag.variants ?? {}, off: flag.off, fallback: flag.default };
  const variants = flag.variants ?? BOOLEAN_VARIANTS;
  const off = flag.off ?? (Object.hasOwn(variants, 'off') ? 'off' : undefined);
  return { variants, off, fallback: flag.default ?? off };
}
