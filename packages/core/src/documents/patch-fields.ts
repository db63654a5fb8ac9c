import type { FlagDocument, FlagPatch, ScheduledChange } from '../model/flag.ts';
import { variantsOf } from './variants.ts';

/** A field of a flag that an environment can change. */
export type PatchField = keyof FlagPatch;

/** All patch fields, in display order. */
export const PATCH_FIELDS: readonly PatchField[] = ['status', 'off', 'default', 'overrides', 'rules', 'schedule'];

/** The value of each patch field, defaults included. Undefined when a document cannot express it. */
export type PatchValues = { readonly [field in PatchField]: FlagPatch[field] | undefined };

const NO_SCHEDULE: readonly ScheduledChange[] = [];

/** Returns a flag's effective patch fields. An empty list equals an absent one. */
export function patchValues(flag: FlagDocument): PatchValues {
  const { off, fallback } = variantsOf(flag);
  const { status = 'active', overrides = [], rules = [], schedule = NO_SCHEDULE } = flag;
  return { status, off, default: fallback, overrides, rules, schedule };
}
