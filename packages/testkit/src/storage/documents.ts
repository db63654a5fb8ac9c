import type { Document, JsonValue, StoredDocument } from '@flagstaff/core';
import { withoutStorageFields } from '@flagstaff/core/storage';
import type { FlagDocument, SegmentDocument } from '@flagstaff/core';
import assert from 'node:assert/strict';

/** Creates a minimal flag. */
export function flag(key: string, description = ''): FlagDocument {
  return { kind: 'flag', key, type: 'boolean', description };
}

/** A segment whose members are stored outside its document. */
export const storedSegment: SegmentDocument = { kind: 'segment', key: 'stored', members: 'stored' };

/** Creates a flag whose variants have a value of any shape. */
export function flagWithValue(key: string, value: JsonValue): FlagDocument {
  return { kind: 'flag', key, type: 'object', variants: { it: { value } }, default: 'it', off: 'it' };
}

/** Creates a flag with a counter in its metadata. */
export function counter(key: string, count: number): FlagDocument {
  return { ...flag(key), metadata: { count } };
}

/** Returns the count of a counter flag. */
export function countOf(document: Document | undefined): number {
  assert.ok(document?.kind === 'flag', 'the counter exists');
  return Number(document.metadata?.['count']);
}

/** Returns sorted ids, because the port does not guarantee an order. */
export function ids(documents: readonly StoredDocument[]): string[] {
  return documents.map(({ kind, key }) => `${kind}:${key}`).sort();
}

/**
 * Asserts that a document equals what was written, including the order of its properties (which determines the boundaries of a
 * rollout), apart from what the store added.
 */
export function assertSameDocument(stored: StoredDocument | null | undefined, written: Document): void {
  assert.ok(stored, 'the document exists');
  assert.equal(JSON.stringify(withoutStorageFields(stored)), JSON.stringify(written));
}
