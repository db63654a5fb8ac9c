import type { FlagDocument } from '@flagstaff/core';

/** Returns the attributes that a flag asks for. */
export function attributesOf(flag: FlagDocument): readonly string[] {
  return [...new Set([...JSON.stringify(flag).matchAll(/"(?:attribute|by)":"([^"\\]+)"/g)].map(([, name]) => name!))];
}
