import type { Document, JsonValue } from '@flagstaff/core';
import type { Commit, Management } from '@flagstaff/core/management';
import { withoutStorageFields } from '@flagstaff/core/storage';
import { visibleCommit } from './answers/masked.ts';
import type { Call } from './routing/route.ts';
import type { CommitList, FieldDiff, ShownCommit } from './schemas/commits.ts';

/** Returns a commit with the fields that it changed, as the caller may see it. */
export function shownCommit(call: Pick<Call, 'access' | 'service'>, commit: Commit): ShownCommit {
  const { revision, previous, at, actor, comment, via, changes } = visibleCommit(call, commit);
  return {
    revision,
    previous,
    at,
    ...(actor === undefined ? {} : { actor }),
    ...(comment === undefined ? {} : { comment }),
    ...(via === undefined ? {} : { via }),
    changes: changes.map(({ id, before, after }) => ({ id, before, after, fields: changedFields(before, after) })),
  };
}

/** Returns a page of the history, as the caller may see it. */
export function shownPage(
  call: Pick<Call, 'access' | 'service'>,
  page: Awaited<ReturnType<Management['history']>>,
): CommitList {
  return { ...page, items: page.items.map((commit) => shownCommit(call, commit)) };
}

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
