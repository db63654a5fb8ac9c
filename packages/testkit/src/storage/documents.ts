import type { Document, JsonValue, StoredDocument } from '@flagstaff/core';
import { withoutStorageFields } from '@flagstaff/core/storage';
import type { FlagDocument, SegmentDocument } from '@flagstaff/core';
import assert from 'node:assert/strict';

/** A flag that is as small as flags get. */
export function flag(key: string, description = ''): FlagDocument {
  return { kind: 'flag', key, type: 'boolean', description };
}

/** A segment whose members are stored outside its document. */
export const storedSegment: SegmentDocument = { kind: 'segment', key: 'stored', members: 'stored' };

/** A flag whose variants carry a value of any shape. */
export function flagWithValue(key: string, value: JsonValue): FlagDocument {
  return { kind: 'flag', key, type: 'object', variants: { it: { value } }, default: 'it', off: 'it' };
}

/** A flag that counts in its metadata. */
export function counter(key: string, count: number): FlagDocument {
  return { ...flag(key), metadata: { count } };
}

/** What a counter has counted. */
export function countOf(document: Document | undefined): number {
  assert.ok(document?.kind === 'flag', 'the counter is there');
  return Number(document.metadata?.['count']);
}

/** Sorted, because the port does not promise an order. */
export function ids(documents: readonly StoredDocument[]): string[] {
  return documents.map(({ kind, key }) => `${kind}:${key}`).sort();
}

/**
 * Asserts that a document came back exactly as it was written, the order of its properties included (cut points of a split
 * follow it), beside what the store added.
 */
export function assertSameDocument(stored: StoredDocument | null | undefined, written: Document): void {
  assert.ok(stored, 'the document is there');
  assert.equal(JSON.stringify(withoutStorageFields(stored)), JSON.stringify(written));
}
