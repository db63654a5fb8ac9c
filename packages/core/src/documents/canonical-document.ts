import { isTooDeep } from '../model/depth.ts';
import { STORAGE_FIELDS } from '../model/document.ts';
import type { Document } from '../model/document.ts';
import { FlagstaffError } from '../model/error.ts';
import { describeIssues } from '../model/problem.ts';
import type { ValidationIssue } from '../model/problem.ts';
import { copyAs, notJson } from './json-copy.ts';
import { idOf } from './document-identity.ts';
import { validateDocument } from './parse-document.ts';
import { isPlainJson } from './is-plain-json.ts';

/**
 * Returns the validated JSON form of a document, without storage fields: exactly what other processes will read.
 *
 * @param place Names a document without a usable id in messages: its position among others.
 * @throws {FlagstaffError} INVALID_DOCUMENT when the document is invalid.
 */
export async function canonicalDocument(input: unknown, place = 'The document'): Promise<Document> {
  const document = withoutStorageFields(throughJson(input, place));
  const validation = await validateDocument(document);
  if (validation.ok) return validation.document;
  throw invalidDocument(`${idOf(document) ?? place} is not valid. Nothing was written.`, validation.issues);
}

export function invalidDocument(what: string, issues: readonly ValidationIssue[]): FlagstaffError {
  return new FlagstaffError('INVALID_DOCUMENT', `${what}\n${describeIssues(issues)}`, { issues });
}

/**
 * Returns a value after a round trip through JSON.
 * @throws {FlagstaffError} INVALID_DOCUMENT when it cannot be serialized, or nests too deep.
 */
export function throughJson(input: unknown, place = 'The document'): unknown {
  const copy = copyAs(place, input);
  if (copy === undefined) throw notJson(place);
  return copy;
}

/**
 * Returns the JSON form of a document. Plain JSON is not copied.
 * @throws {FlagstaffError} INVALID_DOCUMENT when it cannot be serialized.
 */
export function takeOver(document: unknown): unknown {
  // Must precede `isPlainJson`, which visits a shared part once per occurrence.
  if (isTooDeep(document)) return throughJson(document);
  return isPlainJson(document) ? document : throughJson(document);
}

function withoutStorageFields(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const added: readonly string[] = STORAGE_FIELDS;
  return Object.fromEntries(Object.entries(value).filter(([name]) => !added.includes(name)));
}
