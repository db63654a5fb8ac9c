import type { FlagDocument, FlagType, JsonValue } from '@flagstaff/core';

/** What the form for a new flag holds. */
export interface NewFlag {
  readonly key: string;
  readonly name: string;
  readonly description: string;
  readonly type: FlagType;
  /** The value of the variant that is served when the flag is off, and until a rule says otherwise. Not for booleans. */
  readonly fallback: string;
  /** The value of the other variant. */
  readonly other: string;
}

/** The names of the variants of a flag that is no boolean. */
export const FALLBACK = 'control';
export const OTHER = 'treatment';

/** `New checkout!` → `new-checkout`. */
export function keyFromName(name: string): string {
  return name
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/[^a-z0-9._]+/g, '-')
    .replaceAll(/^[-._]+|-+$/g, '')
    .slice(0, 128);
}

/** Returns the document. @throws {SyntaxError} When a value is not JSON of its type. */
export function documentOf({ key, name, description, type, fallback, other }: NewFlag): FlagDocument {
  return {
    kind: 'flag',
    key,
    type,
    ...(name === '' ? {} : { name }),
    ...(description === '' ? {} : { description }),
    ...(type === 'boolean'
      ? {}
      : {
          variants: { [FALLBACK]: valueOf(type, fallback), [OTHER]: valueOf(type, other) },
          off: FALLBACK,
          default: FALLBACK,
        }),
  };
}

function valueOf(type: FlagType, text: string): JsonValue {
  if (type === 'string') return text;
  const value = JSON.parse(text) as JsonValue;
  if (type === 'number' && typeof value !== 'number') throw new SyntaxError(`“${text}” is not a number.`);
  return value;
}
