import type { Document, JsonValue } from '@flagstaff/core';
import { withoutStorageFields } from '@flagstaff/core/storage';
import type { FieldDiff } from './schemas/commits.ts';

/** Returns the fields that differ between two versions of a document, patches by environment and field. */
export function changedFields(before: Document | null, after: Document | null): FieldDiff[] {
  return differences(fieldsOf(before), fieldsOf(after));
}

type Fields = ReadonlyMap<string, JsonValue>;

function fieldsOf(document: Document | null): Fields {
  const fields = new Map<string, JsonValue>();
  if (document === null) return fields;
  for (const [name, value] of Object.entries(withoutStorageFields(document)) as [string, JsonValue][]) {
    if (name !== 'environments') fields.set(name, value);
  }
  const { environments = {} } = document as { readonly environments?: { readonly [environment: string]: object } };
  for (const [environment, patch] of Object.entries(environments)) {
    for (const [name, value] of Object.entries(patch) as [string, JsonValue][]) {
      fields.set(`environments.${environment}.${name}`, value);
    }
  }
  return fields;
}

function differences(before: Fields, after: Fields): FieldDiff[] {
  return [...new Set([...before.keys(), ...after.keys()])].flatMap((field) => {
    const from = before.get(field) ?? null;
    const to = after.get(field) ?? null;
    return JSON.stringify(from) === JSON.stringify(to) ? [] : [{ field, from, to }];
  });
}
