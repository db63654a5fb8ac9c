// Docs: docs/admin.md, "Roles"
import type { Document, FlagDocument, StoredDocument } from '@flagstaff/core';
import { effectiveFlag } from '@flagstaff/core/management';
import { withoutStorageFields } from '@flagstaff/core/storage';
import type { Documents } from '../documents.ts';

/** The fields that only people read. `metadata` travels with answers, so it counts. */
export const LABELS: ReadonlySet<string> = new Set(['name', 'description', 'tags', 'owner', 'removeBy']);

/**
 * Returns the environments in which a change of a document may change what is served, with undefined for the unpatched documents.
 * Compares what the flag is in each environment: an edit that an environment inherits affects it, one that its patch hides does not.
 * A segment counts for every environment.
 */
export function affectedEnvironments(
  documents: Documents,
  before: StoredDocument | undefined,
  after: Document | undefined,
): readonly (string | undefined)[] {
  if (textOf(before) === textOf(after)) return [];
  const all = [undefined, ...documents.of('environment').map(({ key }) => key)];
  const isFlag = (before ?? after)?.kind === 'flag';
  if (!isFlag) return all;
  return all.filter((environment) => {
    const was = servedText(documents, before as FlagDocument | undefined, environment);
    return was === undefined || was !== servedText(documents, after as FlagDocument | undefined, environment);
  });
}

/** What an environment serves, as text. Undefined when it is unknown: the document cannot be understood. */
function servedText(
  documents: Documents,
  flag: FlagDocument | undefined,
  environment: string | undefined,
): string | undefined {
  if (flag === undefined) return '';
  try {
    // Scheduled changes are compared too, so any instant will do.
    const effective = effectiveFlag(flag, { documents: documents.byId, environment, at: new Date(0) });
    if (effective === undefined) return undefined;
    const { environments: _, ...served } = effective.document;
    return textOf(served);
  } catch {
    return undefined;
  }
}

/** An empty list equals an absent one. */
function isEmpty(value: unknown): boolean {
  return Array.isArray(value) && value.length === 0;
}

function textOf(document: Document | undefined): string {
  if (document === undefined) return '';
  const fields = Object.entries(withoutStorageFields(document)).filter(
    ([name, value]) => !LABELS.has(name) && !isEmpty(value),
  );
  return JSON.stringify(fields.sort(([one], [other]) => (one < other ? -1 : 1)));
}
