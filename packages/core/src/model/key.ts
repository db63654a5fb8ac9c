const KEY = /^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/;

/** Whether a name is valid as a document's key or a variant's name. Names on `Object.prototype` are invalid. */
export function isKey(name: string): boolean {
  return KEY.test(name) && !EVERY_OBJECT_HAS.has(name);
}

/** A set instead of `in`: it does not intern every key of the program. */
const EVERY_OBJECT_HAS: ReadonlySet<string> = new Set(Object.getOwnPropertyNames(Object.prototype));
