const KEY = /^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/;

/** Whether a name can be a document's key or a variant's name. Names that every object has are never keys. */
export function isKey(name: string): boolean {
  return KEY.test(name) && !EVERY_OBJECT_HAS.has(name);
}

/** Not `in`: a set need not look the name up among all names of the program first. */
const EVERY_OBJECT_HAS: ReadonlySet<string> = new Set(Object.getOwnPropertyNames(Object.prototype));
