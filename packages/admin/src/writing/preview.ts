import type { EvaluationContext } from '@flagstaff/core';
import type { AffectedFlag, Change, Flips, PreviewIssue } from '@flagstaff/core/management';
import { visibleJson } from '../answers/masked.ts';
import type { Documents } from '../documents.ts';
import type { Call } from '../routing/route.ts';
import type { Preview } from '../schemas/preview.ts';
import { effectsOf } from './effects.ts';

export interface PreviewOptions {
  readonly contexts?: readonly EvaluationContext[] | undefined;
  /** The application's sample of contexts. Examples show them, and not the contexts that the caller sent. */
  readonly sample?: readonly EvaluationContext[] | undefined;
  readonly at?: Date | undefined;
}

/** Returns what changes would do, and whether the caller may make them. Writes nothing. */
export async function previewChanges(
  call: Pick<Call, 'access' | 'service'>,
  changes: readonly Change[],
  { contexts: own, sample, at }: PreviewOptions = {},
): Promise<Preview> {
  const { service, access } = call;
  const documents = await service.documents();
  const contexts = own === undefined && sample === undefined ? undefined : [...(own ?? []), ...(sample ?? [])];
  const preview = await service.management.preview(changes, { contexts, at });
  const { issues, conflicts, shares, flips, affected: flags } = preview;
  const effectsByChange = effectsOf(call, documents, changes, preview);
  const affected = effectsByChange.map(({ id, effects }) => ({
    id,
    environments: effects.map(({ environment, flags: served, fields, allowed }) => ({
      environment: environment ?? '*',
      flags: served,
      fields: visibleJson(call, fields),
      allowed,
    })),
  }));
  const contextAt = (index: number): EvaluationContext | undefined => sample?.[index - (own?.length ?? 0)];
  const mayWrite = effectsByChange.every(({ allowed }) => allowed);
  return {
    valid: issues.length === 0,
    problems: issues.map(problemOf),
    conflicts,
    allowed: mayWrite && access.mayAnywhere('write') && !service.settings.readOnly,
    affected,
    shares: shares.map(({ environment, ...share }) => visibleJson(call, { environment: environment ?? '*', ...share })),
    ...(flips && {
      flips: flipsByEnvironment(documents, flags, flips, access.mayAnywhere('write') ? contextAt : undefined),
    }),
  };
}

/** Returns a fault of a document as the API shows it. */
export function problemOf({ path, message, fault, id }: PreviewIssue): Preview['problems'][number] {
  return { path, message, ...(fault && { fault }), ...(id === null ? {} : { id }) };
}

/** @param contextAt Returns a context of the sample. Undefined when the caller may not see which contexts move. */
function flipsByEnvironment(
  documents: Documents,
  affected: readonly AffectedFlag[],
  { contexts, counts, examples }: Flips,
  contextAt: ((index: number) => EvaluationContext | undefined) | undefined,
): NonNullable<Preview['flips']> {
  const environments = documents.of('environment').map(({ key }) => key);
  const wanted: readonly (string | null)[] = environments.length === 0 ? [null] : environments;
  return wanted.map((environment) => {
    const flags: { [flag: string]: number } = Object.fromEntries(affected.map(({ flag }) => [flag, 0]));
    for (const { flag, count } of counts.filter((each) => each.environment === environment)) flags[flag]! += count;
    const shown = contextAt === undefined ? [] : examples.filter((each) => each.environment === environment);
    return {
      environment: environment ?? '*',
      contexts,
      flags,
      examples: shown.map(({ flag, index, from, to }) => {
        const context = contextAt?.(index);
        return {
          flag,
          index,
          ...(context && { context }),
          from: from.variant ?? null,
          to: to.variant ?? null,
        };
      }),
    };
  });
}
