// Docs: docs/environments.md
import type { FlagDocument } from '../model/flag.ts';
import type { JsonValue } from '../model/json.ts';
import { PATCH_FIELDS, patchValues } from './patch-fields.ts';
import type { PatchField, PatchValues } from './patch-fields.ts';
import { flagAt } from './flag-at.ts';
import { patchesOf, patchFlag } from './patch-flag.ts';
import { sameJson } from '../model/json-equal.ts';

/** A field of a flag that differs between two environments. `null` when the document omits an optional field. */
export interface FieldDifference {
  /** The name of the field. */
  readonly field: PatchField;
  /** The value in the first environment. */
  readonly from: JsonValue;
  /** The value in the second environment. */
  readonly to: JsonValue;
}

/** A flag that differs between two environments. */
export interface FlagComparison {
  /** The key of the flag. */
  readonly flag: string;
  /** The version of the compared document. */
  readonly version: number;
  /** The fields that differ. */
  readonly fields: readonly FieldDifference[];
}

/** The differences between the flags of two environments, as plain JSON. */
export interface Comparison {
  /** An environment's key. Null for the unpatched documents. */
  readonly from: string | null;
  /** An environment's key. Null for the unpatched documents. */
  readonly to: string | null;
  /** The flags that differ, ordered by key. */
  readonly flags: readonly FlagComparison[];
  /** Flags that cannot be understood, and are not compared. */
  readonly unreadable: readonly string[];
}

/** Returns the fields of a flag that differ between two chains of environments, at an instant. */
export function differences(
  flag: FlagDocument,
  from: readonly string[],
  to: readonly string[],
  now: number,
): FieldDifference[] {
  return differencesBetween(flag, from, flag, to, now);
}

/** Returns the fields that differ between two versions of a flag. */
export function differencesBetween(
  flag: FlagDocument,
  from: readonly string[],
  other: FlagDocument,
  to: readonly string[],
  now: number,
): FieldDifference[] {
  const a = valuesIn(flag, from, now);
  const b = valuesIn(other, to, now);
  return PATCH_FIELDS.filter((field) => !sameJson(a[field], b[field])).map((field) => ({
    field,
    from: jsonOf(a[field]),
    to: jsonOf(b[field]),
  }));
}

function valuesIn(flag: FlagDocument, chain: readonly string[], now: number): PatchValues {
  return patchValues(flagAt(patchFlag(flag, patchesOf(flag, chain)), now));
}

function jsonOf(value: unknown): JsonValue {
  return (value ?? null) as JsonValue;
}
