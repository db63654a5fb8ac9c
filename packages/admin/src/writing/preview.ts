import { isFlagstaffError } from '@flagstaff/core';
import type { Document, EvaluationContext, FlagDocument } from '@flagstaff/core';
import type { Change } from '@flagstaff/core/management';
import { effectiveFlag } from '@flagstaff/core/management';
import { changedId } from '@flagstaff/core/storage';
import type { Documents } from '../documents.ts';
import type { Call } from '../routing/route.ts';
import type { FieldDiff } from '../schemas/commits.ts';
import type { Preview } from '../schemas/preview.ts';
import { changedFields } from '../shown-commit.ts';
import { LABELS } from './affected-environments.ts';
import { effectsOf } from './check-permission.ts';

const MAX_EXAMPLES = 200;

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
  const sets = changes.flatMap((change) => (change.type === 'set' ? [change.document] : []));
  const problems = sets.length === 0 ? [] : await problemsOf(service, sets);
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
  const canCount = contexts !== undefined && problems.length === 0 && sets.length === changes.length;
  const mayWrite = affected.every(({ environments }) => environments.every(({ allowed }) => allowed));
  return {
    valid: problems.length === 0,
    problems,
    allowed: mayWrite && access.mayAnywhere('write') && !service.settings.readOnly,
    affected,
    ...(canCount ? { flips: await flipsOf(call, documents, sets, { contexts, at }) } : {}),
  };
}

async function problemsOf({ management }: Call['service'], sets: readonly Document[]): Promise<Preview['problems']> {
  try {
    await management.previewImpact(sets, []);
    return [];
  } catch (error) {
    if (!isFlagstaffError(error, 'INVALID_DOCUMENT')) throw error;
    return error.issues ?? [{ path: '$', message: error.message }];
  }
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

async function flipsOf(
  { access, service }: Pick<Call, 'access' | 'service'>,
  documents: Documents,
  sets: readonly Document[],
  { contexts, at }: { readonly contexts: readonly EvaluationContext[]; readonly at: Date | undefined },
): Promise<NonNullable<Preview['flips']>> {
  const environments = documents.of('environment').map(({ key }) => key);
  const wanted = environments.length === 0 ? [undefined] : environments;
  const flips: NonNullable<Preview['flips']>[number][] = [];
  for (const environment of wanted) {
    const when = { ...(at === undefined ? {} : { at }), ...(environment === undefined ? {} : { environment }) };
    const { flags, changes } = await service.management.previewImpact(sets, contexts, when);
    const examples = access.mayAnywhere('write') ? changes.slice(0, MAX_EXAMPLES) : [];
    flips.push({
      environment: environment ?? '*',
      contexts: contexts.length,
      flags,
      examples: examples.map(({ flag, index, from, to }) => ({
        flag,
        index,
        from: from.variant ?? null,
        to: to.variant ?? null,
      })),
    });
  }
  return flips;
}
