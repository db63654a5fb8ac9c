import type { FlagDocument, FlagPatch, ScheduledChange } from '../model/flag.ts';
import { variantsOf } from './variants.ts';

/** What an environment may change about a flag. */
export type PatchField = keyof FlagPatch;

/** All of them, in the order in which people read them. */
export const PATCH_FIELDS: readonly PatchField[] = ['status', 'off', 'default', 'overrides', 'rules', 'schedule'];

/** The value of each such field, said or not; undefined: it cannot be said in a document either. */
export type PatchValues = { readonly [field in PatchField]: FlagPatch[field] | undefined };

const NO_SCHEDULE: readonly ScheduledChange[] = [];

/** What the flag's document comes to, field by field: an empty list and an absent one are the same. */
export function patchValues(flag: FlagDocument): PatchValues {
  const { off, fallback } = variantsOf(flag);
  const { status = 'active', overrides = [], rules = [], schedule = NO_SCHEDULE } = flag;
  return { status, off, default: fallback, overrides, rules, schedule };
}
