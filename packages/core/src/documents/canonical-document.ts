import { isTooDeep } from '../model/depth.ts';
import { STORAGE_FIELDS } from '../model/document.ts';
import type { Document } from '../model/document.ts';
import { FlagstaffError } from '../model/error.ts';
import { describeIssues } from '../model/problem.ts';
import type { ValidationIssue } from '../model/problem.ts';
import { copyOf } from './json-copy.ts';
import { idOf } from './document-identity.ts';
import { validateDocument } from './validate-document.ts';
import { isPlainJson } from './is-plain-json.ts';

/**
 * The document as JSON says it, without what a store adds, validated: what is stored is what any other program will read.
 * Rejects with `INVALID_DOCUMENT`.
 *
 * @param place what a document without a usable id is called in messages: where it stands among others
 */
export async function canonicalDocument(input: unknown, place = 'The document'): Promise<Document> {
  const document = withoutStorageFields(throughJson(input, place));
  const validation = await validateDocument(document);
  if (validation.ok) return validation.document;
  throw invalidDocument(`${idOf(document) ?? place} is not valid, nothing was written.`, validation.issues);
}

export function invalidDocument(what: string, issues: readonly ValidationIssue[]): FlagstaffError {
  return new FlagstaffError('INVALID_DOCUMENT', `${what}\n${describeIssues(issues)}`, { issues });
}

/** What JSON says of a value. Throws `INVALID_DOCUMENT` when it cannot say it, or when it nests too deep. */
export function throughJson(input: unknown, place = 'The document'): unknown {
  let copy: unknown;
  try {
    copy = copyOf(input);
  } catch (cause) {
    throw notJson(place, cause);
  }
  if (copy === undefined) throw notJson(place, undefined);
  return copy;
}

/** The document as JSON says it. What is JSON already is taken over. Throws `INVALID_DOCUMENT`. */
export function takeOver(document: unknown): unknown {
  // Before `isPlainJson`, which visits a shared part once for each place that it stands in.
  if (isTooDeep(document)) return throughJson(document);
  return isPlainJson(document) ? document : throughJson(document);
}

function notJson(place: string, cause: unknown): FlagstaffError {
  const issues: ValidationIssue[] = [
    {
      path: '$',
      message:
        'cannot be written as JSON: no cycles, no BigInt, no functions, no getters that throw, no nesting beyond the limits.',
      fault: 'shape',
    },
  ];
  return new FlagstaffError('INVALID_DOCUMENT', `${place} is not valid.\n${describeIssues(issues)}`, {
    cause,
    issues,
  });
}

function withoutStorageFields(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const added: readonly string[] = STORAGE_FIELDS;
  return Object.fromEntries(Object.entries(value).filter(([name]) => !added.includes(name)));
}
