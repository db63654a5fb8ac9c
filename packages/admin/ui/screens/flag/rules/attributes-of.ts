import type { FlagDocument } from '@flagstaff/core';

const known = new WeakMap<FlagDocument, readonly string[]>();

/** Returns the attributes that a flag asks for. */
export function attributesOf(flag: FlagDocument): readonly string[] {
  const names = known.get(flag) ?? namesIn(JSON.stringify(flag));
  known.set(flag, names);
  return names;
}

const namesIn = (text: string): readonly string[] => [
  ...new Set([...text.matchAll(/"(?:attribute|by)":"([^"\\]+)"/g)].map(([, name]) => name!)),
];
