// Docs: docs/evaluation.md; the shape alone is also said by schema/document.schema.json (a test compares them).
import { withoutStorageFields } from '../model/document.ts';
import type { Document, DocumentId } from '../model/document.ts';
import { FlagstaffError } from '../model/error.ts';
import { isObject } from '../model/input.ts';
import { LIMITS } from '../model/limits.ts';
import { describeIssues } from '../model/problem.ts';
import type { ValidationIssue } from '../model/problem.ts';
import type { Engine } from '../targeting/engine.ts';
import { idOf } from './document-identity.ts';
import { throughJson } from './json-copy.ts';
import { readEnvironment } from './parse/environment.ts';
import type { DocumentFacts } from './parse/facts.ts';
import { fastPathFacts } from './parse/fast-path.ts';
import { readFlag } from './parse/flag.ts';
import { describe, Reader } from './parse/reader.ts';
import type { JsonRecord } from './parse/reader.ts';
import { readSegment } from './parse/segment.ts';

export interface ParsedDocument {
  readonly ok: true;
  readonly document: Document;
  readonly facts: DocumentFacts;
}

export interface RefusedDocument {
  readonly ok: false;
  readonly issues: readonly ValidationIssue[];
  /** Engines to load before all issues can be found. */
  readonly engines: readonly Engine[];
}

const KINDS: ReadonlyMap<unknown, (reader: Reader, value: JsonRecord) => void> = new Map([
  ['flag', readFlag],
  ['segment', readSegment],
  ['environment', readEnvironment],
]);

/**
 * Parses an unknown JSON value into a document, or into a list of all its issues. The value is not copied: do not change it
 * afterwards. What needs an engine is validated only once that is loaded (see `validateDocument`), and references only together
 * with the other documents (see `updateRuleset`).
 */
export function parseDocument(input: unknown): ParsedDocument | RefusedDocument {
  const facts = fastPathFacts(input);
  if (facts !== undefined) return { ok: true, document: input as Document, facts };
  return parseFieldByField(input);
}

/** Like `parseDocument`, without the fast path. Contains every rule. */
export function parseFieldByField(input: unknown): ParsedDocument | RefusedDocument {
  const reader = new Reader();
  readDocument(reader, input);
  const { references, engines, steps, work } = reader;
  if (reader.faults > 0) return { ok: false, issues: reader.listedIssues, engines };
  const document = input as Document;
  return { ok: true, document, facts: { references, engines, steps, work } };
}

/** Returns the ids of the documents that a valid document references itself, in the order of its text. Empty for an invalid one. */
export function referencesIn(document: Document): readonly DocumentId[] {
  const parsed = parseDocument(document);
  return parsed.ok ? parsed.facts.references : [];
}

/** Returns a path for each reference of a document. Only needed to report an issue. */
export function referencePaths(document: Document): readonly string[] {
  const paths: string[] = [];
  readDocument(new Reader(paths), document);
  return paths;
}

function readDocument(reader: Reader, input: unknown): void {
  const record = reader.record(input, 'a document');
  if (record !== undefined) {
    const unreadable = Object.hasOwn(record, 'unreadable') ? record['unreadable'] : undefined;
    // A placeholder for a document the store could not read: report the store's reason.
    if (typeof unreadable === 'string') {
      reader.shape(`cannot be read: ${unreadable.slice(0, LIMITS.label)}`);
      return;
    }
    const read = KINDS.get(Object.hasOwn(record, 'kind') ? record['kind'] : undefined);
    if (read === undefined) {
      reader.shape(`"kind" must be flag, segment or environment, got ${describe(record['kind'])}`);
    } else {
      read(reader, record);
      if (reader.steps > LIMITS.steps) {
        reader.meaning(`has more than ${LIMITS.steps} conditions; move some to segments or to another flag`);
      }
      if (reader.characters > LIMITS.documentLength) {
        reader.meaning(`is larger than ${LIMITS.documentLength} characters; move members to segments or to rules`);
      }
    }
  }
}

/**
 * Validates a document's shape and meaning, with the engines that it needs. References are validated with the other
 * documents.
 */
export async function validateDocument(
  input: unknown,
): Promise<{ readonly ok: true; readonly document: Document } | RefusedDocument> {
  for (;;) {
    const parsed = parseDocument(input);
    const { engines } = parsed.ok ? parsed.facts : parsed;
    const missing = engines.filter((engine) => !engine.isLoaded);
    if (missing.length === 0) return parsed;
    // With one engine, a document may turn out to need another.
    await Promise.all(missing.map((engine) => engine.load()));
  }
}

/**
 * Returns the validated JSON form of a document, without storage fields: exactly what other processes will read.
 *
 * @param place Names a document without a usable id in messages: its position among others.
 * @throws {FlagstaffError} INVALID_DOCUMENT when the document is invalid.
 */
export async function canonicalDocument(input: unknown, place = 'The document'): Promise<Document> {
  const json = throughJson(input, place);
  const document = isObject(json) ? withoutStorageFields(json as Document) : json;
  const validation = await validateDocument(document);
  if (validation.ok) return validation.document;
  throw invalidDocument(`${idOf(document) ?? place} is not valid. Nothing was written.`, validation.issues);
}

export function invalidDocument(what: string, issues: readonly ValidationIssue[]): FlagstaffError {
  return new FlagstaffError('INVALID_DOCUMENT', `${what}\n${describeIssues(issues)}`, { issues });
}
