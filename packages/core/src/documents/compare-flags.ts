// Docs: docs/environments.md
import type { FlagDocument } from '../model/flag.ts';
import type { JsonValue } from '../model/json.ts';
import { PATCH_FIELDS, patchValues } from './patch-fields.ts';
import type { PatchField, PatchValues } from './patch-fields.ts';
import { flagAt } from './flag-at.ts';
import { patchesOf, patchFlag } from './patch-flag.ts';
import { sameJson } from '../model/json-equal.ts';

/** A field of a flag that is not the same in two environments. `null`: the document does not say it and need not. */
export interface FieldDifference {
  readonly field: PatchField;
  readonly from: JsonValue;
  readonly to: JsonValue;
}

/** A flag that is not the same in two environments. */
export interface FlagComparison {
  readonly flag: string;
  /** The version of the document that was compared. */
  readonly version: number;
  readonly fields: readonly FieldDifference[];
}

/** How the flags of two environments differ; plain JSON. */
export interface Comparison {
  /** An environment's key; null: the documents as they are. */
  readonly from: string | null;
  /** An environment's key; null: the documents as they are. */
  readonly to: string | null;
  /** Those that differ, in the order of their keys. */
  readonly flags: readonly FlagComparison[];
  /** Flags that were found and cannot be understood: nothing is said of them. */
  readonly unreadable: readonly string[];
}

/** The fields in which a flag differs between two chains of environments, as of an instant. */
export function differences(
  flag: FlagDocument,
  from: readonly string[],
  to: readonly string[],
  now: number,
): FieldDifference[] {
  return differencesBetween(flag, from, flag, to, now);
}

/** The same between two versions of a flag. */
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
