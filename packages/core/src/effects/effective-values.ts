import { enabledRules } from '../documents/enabled-rules.ts';
import { flagAt } from '../documents/flag-at.ts';
import { PATCH_FIELDS, patchValues } from '../documents/patch-fields.ts';
import { patchesOf, patchFlag } from '../documents/patch-flag.ts';
import { variantsOf } from '../documents/variants.ts';
import { sameJson } from '../model/json-equal.ts';
import type { JsonValue } from '../model/json.ts';
import type { FlagDocument, Override, Rule } from '../model/flag.ts';
import type { SegmentDocument } from '../model/segment.ts';
import { parseInstant } from '../targeting/instant.ts';
import type { EffectiveDifference, EffectiveField } from './types.ts';

const FIELDS: readonly EffectiveField[] = [
  ...PATCH_FIELDS,
  'type',
  'variants',
  'seed',
  'prerequisites',
  'holdout',
  'clientSide',
  'metadata',
];

type Values = { readonly [field in EffectiveField]: unknown };

/** Returns the flag that an environment serves at an instant. */
export function effectiveFlag<F extends FlagDocument>(flag: F, chain: readonly string[], at: number): F {
  return flagAt(patchFlag(flag, patchesOf(flag, chain)), at);
}

/** Returns the fields in which two effective flags differ. What changes no answer is no difference. */
export function effectiveDifferences(from: FlagDocument, to: FlagDocument, at: number): EffectiveDifference[] {
  const [before, after] = [valuesOf(from), valuesOf(to)];
  return FIELDS.filter(
    (field) =>
      !sameJson(before[field], after[field]) && !sameJson(decisive(field, before, at), decisive(field, after, at)),
  ).map((field) => ({ field, from: jsonOf(before[field]), to: jsonOf(after[field]) }));
}

function valuesOf(flag: FlagDocument): Values {
  const { type, key, seed = key, prerequisites = [], holdout, clientSide = false, metadata = {} } = flag;
  const { variants } = variantsOf(flag);
  return { ...patchValues(flag), type, variants, seed, prerequisites, holdout, clientSide, metadata };
}

/** Returns the part of a field's value that decides: without expired overrides, disabled rules and names of rules. */
function decisive(field: EffectiveField, values: Values, at: number): unknown {
  if (field === 'overrides') {
    return (values.overrides as readonly Override[]).filter(
      ({ expires }) => expires === undefined || parseInstant(expires)! > at,
    );
  }
  if (field === 'rules') return enabledRules(values.rules as readonly Rule[]).map(decisiveRule);
  return values[field];
}

function decisiveRule({ name: _, enabled: __, ...rule }: Rule): Rule {
  return rule;
}

function jsonOf(value: unknown): JsonValue {
  return (value ?? null) as JsonValue;
}

/** Whether two versions of a segment differ in who is in it, apart from what they refer to. */
export function segmentsDiffer(a: SegmentDocument | undefined, b: SegmentDocument | undefined): boolean {
  return a !== b && !sameJson(a && membership(a), b && membership(b));
}

function membership({ parent, enabled = true, include, exclude, members, by, when }: SegmentDocument): unknown {
  return enabled ? [parent, include, exclude, members, by ?? 'targetingKey', when] : false;
}
