import type { Condition, Document, DocumentId, FlagChange, FlagDocument, When } from '@flagstaff/core';

/** Returns the documents that a document refers to: flags, segments and environments. */
export function referencesIn(document: Document): readonly DocumentId[] {
  if (document.kind === 'environment') return idsOf('environment', [document.parent]);
  if (document.kind === 'segment') return [...idsOf('segment', [document.parent]), ...inWhen(document.when)];
  const { prerequisites = [], environments = {} } = document;
  return [
    ...idsOf(
      'flag',
      prerequisites.map(({ flag }) => flag),
    ),
    ...idsOf('environment', Object.keys(environments)),
    ...[document, ...Object.values(environments)].flatMap(inPatch),
  ];
}

function inPatch({
  schedule = [],
  ...own
}: FlagDocument | (FlagChange & Pick<FlagDocument, 'schedule'>)): readonly DocumentId[] {
  return [own, ...schedule.map(({ set }) => set)].flatMap(({ rules = [] }) =>
    rules.flatMap(({ when }) => inWhen(when)),
  );
}

function inWhen(when: When = []): readonly DocumentId[] {
  return isList(when) ? when.flatMap(inCondition) : inCondition(when);
}

function inCondition(condition: Condition): readonly DocumentId[] {
  if ('segment' in condition) return idsOf('segment', [condition.segment]);
  if ('all' in condition) return condition.all.flatMap(inCondition);
  if ('any' in condition) return condition.any.flatMap(inCondition);
  return 'not' in condition ? inCondition(condition.not) : [];
}

const isList = (when: When): when is readonly Condition[] => Array.isArray(when);

const idsOf = (kind: Document['kind'], keys: readonly (string | undefined)[]): readonly DocumentId[] =>
  keys.flatMap((key) => (key === undefined || key === '' ? [] : [`${kind}:${key}` as const]));
