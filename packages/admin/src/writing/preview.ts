import type { Document, EvaluationContext, FlagDocument } from '@flagstaff/core';
import type { AffectedFlag, Change, Flips } from '@flagstaff/core/management';
import { effectiveFlag } from '@flagstaff/core/management';
import { changedId } from '@flagstaff/core/storage';
import type { Documents } from '../documents.ts';
import type { Call } from '../routing/route.ts';
import type { FieldDiff } from '../schemas/commits.ts';
import type { Preview } from '../schemas/preview.ts';
import { changedFields } from '../changed-fields.ts';
import { LABELS } from './affected-environments.ts';
import { effectsOf } from './check-permission.ts';

export interface PreviewOptions {
  readonly contexts?: readonly EvaluationContext[] | undefined;
  readonly at?: Date | undefined;
}

/** Returns what changes would do, and whether the caller may make them. Writes nothing. */
export async function previewChanges(
  call: Pick<Call, 'access' | 'service'>,
  changes: readonly Change[],
  { contexts, at }: PreviewOptions = {},
): Promise<Preview> {
  const { service, access } = call;
  const documents = await service.documents();
  const { issues, flips, affected: flags } = await service.management.preview(changes, { contexts, at });
  const affected = changes.map((change) => {
    const after = change.type === 'set' ? change.document : undefined;
    return {
      id: changedId(change),
      environments: effectsOf(call, documents, change).map(({ environment, allowed }) => ({
        environment: environment ?? '*',
        fields: fieldsIn(documents, change, after, environment),
        allowed,
      })),
    };
  });
  const mayWrite = affected.every(({ environments }) => environments.every(({ allowed }) => allowed));
  return {
    valid: issues.length === 0,
    problems: issues.map(({ path, message, fault }) => ({ path, message, ...(fault && { fault }) })),
    allowed: mayWrite && access.mayAnywhere('write') && !service.settings.readOnly,
    affected,
    ...(flips && { flips: flipsByEnvironment(documents, flags, flips, access.mayAnywhere('write')) }),
  };
}

function fieldsIn(
  documents: Documents,
  change: Change,
  after: Document | undefined,
  environment: string | undefined,
): readonly FieldDiff[] {
  const before = documents.byId.get(changedId(change));
  if ((before ?? after)?.kind !== 'flag') return [];
  const inPlace = (flag: Document | undefined): Document | null => {
    if (flag === undefined) return null;
    const at = new Date();
    const effective = effectiveFlag(flag as FlagDocument, { documents: documents.byId, environment, at });
    const { environments: _, ...rest } = effective?.document ?? (flag as FlagDocument);
    return rest;
  };
  try {
    return changedFields(inPlace(before), inPlace(after)).filter(({ field }) => !LABELS.has(field));
  } catch {
    // A document that cannot be understood has no fields to compare.
    return [];
  }
}

/** @param withExamples Whether the caller may see which contexts move. */
function flipsByEnvironment(
  documents: Documents,
  affected: readonly AffectedFlag[],
  { contexts, counts, examples }: Flips,
  withExamples: boolean,
): NonNullable<Preview['flips']> {
  const environments = documents.of('environment').map(({ key }) => key);
  const wanted: readonly (string | null)[] = environments.length === 0 ? [null] : environments;
  return wanted.map((environment) => {
    const flags: { [flag: string]: number } = Object.fromEntries(affected.map(({ flag }) => [flag, 0]));
    for (const { flag, count } of counts.filter((each) => each.environment === environment)) flags[flag]! += count;
    const shown = withExamples ? examples.filter((each) => each.environment === environment) : [];
    return {
      environment: environment ?? '*',
      contexts,
      flags,
      examples: shown.map(({ flag, index, from, to }) => ({
        flag,
        index,
        from: from.variant ?? null,
        to: to.variant ?? null,
      })),
    };
  });
}
