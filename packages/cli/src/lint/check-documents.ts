import { createFlagstaff } from '@flagstaff/core';
import type { Document } from '@flagstaff/core';
import { manage } from '@flagstaff/core/management';
import type { Change, Management, PreviewIssue } from '@flagstaff/core/management';
import { claimedId, createMemoryStorage, isKey } from '@flagstaff/core/storage';

/** Validates documents with the parser of the store, and their references to each other. `change` of an issue is the index of the document. */
export async function checkDocuments(documents: readonly unknown[]): Promise<readonly PreviewIssue[]> {
  const flagstaff = createFlagstaff({ storage: createMemoryStorage() });
  try {
    await flagstaff.ready();
    return await findIssues(manage(flagstaff), documents);
  } finally {
    await flagstaff.close();
  }
}

const set = (document: unknown): Change => ({ type: 'set', document: document as Document });

async function findIssues(management: Management, documents: readonly unknown[]): Promise<readonly PreviewIssue[]> {
  const { issues } = await management.preview(documents.map(set), { environments: [] });
  const invalid = new Set(issues.filter(({ fault }) => fault !== 'reference').map(({ change }) => change));
  if (invalid.size === 0) return issues;
  // Core judges references once it understands every document. A stand-in keeps references to an invalid one intact.
  const places: number[] = [];
  const standing = documents.flatMap((document, index) => {
    const stands = invalid.has(index) ? standIn(document) : document;
    if (stands !== undefined) places.push(index);
    return stands ?? [];
  });
  const { issues: references } = await management.preview(standing.map(set), { environments: [] });
  return [...issues, ...references.map((issue) => ({ ...issue, change: places[issue.change!]! }))];
}

/** Returns a valid document with the same id. Undefined when the id itself is at fault. */
function standIn(document: unknown): Document | undefined {
  if (claimedId(document) === undefined) return undefined;
  const { kind, key } = document as Document;
  if (!isKey(key)) return undefined;
  if (kind === 'flag') return { kind, key, type: 'boolean' };
  return kind === 'segment' || kind === 'environment' ? { kind, key } : undefined;
}
