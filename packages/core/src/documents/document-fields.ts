import type { Document } from '../model/document.ts';
import { withoutStorageFields } from '../model/document.ts';
import type { FlagPatch } from '../model/flag.ts';
import { sameJson } from '../model/json-equal.ts';
import type { JsonValue } from '../model/json.ts';

/** A field that differs between two versions of a document. */
export interface DocumentDifference {
  /** The name of the field. A field of an environment's patch is `environments.<environment>.<field>`. */
  readonly field: string;
  /** The value before. Null when the field was absent. */
  readonly from: JsonValue;
  /** The value after. Null when the field is absent. */
  readonly to: JsonValue;
}

/** The fields of a document, with those of its patches, by name. */
type DocumentFields = ReadonlyMap<string, JsonValue>;

const PATCHES = 'environments';

/** Returns the fields of a document. Empty for null. */
export function fieldsOf(document: Document | null): DocumentFields {
  const fields = new Map<string, JsonValue>();
  if (document === null) return fields;
  for (const [name, value] of Object.entries(withoutStorageFields(document)) as [string, JsonValue][]) {
    if (name !== PATCHES) fields.set(name, value);
  }
  for (const [environment, patch] of Object.entries(patchesIn(document))) {
    for (const [name, value] of Object.entries(patch) as [string, JsonValue][]) {
      fields.set(`${PATCHES}.${environment}.${name}`, value);
    }
  }
  return fields;
}

function patchesIn(document: Document): { readonly [environment: string]: FlagPatch } {
  return (document as { readonly environments?: { readonly [environment: string]: FlagPatch } }).environments ?? {};
}

/** Returns a document with another value of a field. Undefined removes the field, and a patch without fields. */
export function withField<D extends Document>(document: D, field: string, value: JsonValue | undefined): D {
  if (!field.startsWith(`${PATCHES}.`)) return withMember(document, field, value);
  // Keys may have dots, names of fields have none.
  const dot = field.lastIndexOf('.');
  const environment = field.slice(PATCHES.length + 1, dot);
  const patches = patchesIn(document);
  const patch = withMember(patches[environment] ?? {}, field.slice(dot + 1), value);
  const edited = withMember(patches, environment, isEmpty(patch) ? undefined : patch);
  return withMember(document, PATCHES, isEmpty(edited) ? undefined : edited);
}

function withMember<T extends object>(record: T, name: string, value: unknown): T {
  const entries = new Map<string, unknown>(Object.entries(record));
  if (value === undefined) entries.delete(name);
  else entries.set(name, value);
  return Object.fromEntries(entries) as T;
}

function isEmpty(record: object): boolean {
  return Object.keys(record).length === 0;
}

/** Returns the fields that differ between two versions of a document, patches by environment and field. Null: no document. */
export function documentDifferences(before: Document | null, after: Document | null): DocumentDifference[] {
  const [from, to] = [fieldsOf(before), fieldsOf(after)];
  return [...new Set([...from.keys(), ...to.keys()])].flatMap((field) => {
    const [was, is] = [from.get(field), to.get(field)];
    return sameJson(was, is) ? [] : [{ field, from: was ?? null, to: is ?? null }];
  });
}
