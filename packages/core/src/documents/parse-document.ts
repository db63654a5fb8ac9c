// Docs: docs/evaluation.md; the shape alone is also said by schema/document.schema.json (a test compares them).
import type { Document, DocumentId } from '../model/document.ts';
import { LIMITS } from '../model/limits.ts';
import type { ValidationIssue } from '../model/problem.ts';
import { fastPathCost, stepsIn, workIn, WORK_UNIT } from './parse/fast-path.ts';
import { readEnvironment } from './parse/environment.ts';
import { readFlag } from './parse/flag.ts';
import { describe, Reader } from './parse/reader.ts';
import type { Engine } from '../targeting/engine.ts';
import { readSegment } from './parse/segment.ts';

/** The facts about a document that can be compiled once its references resolve. */
export interface DocumentFacts {
  /** The referenced documents, in reading order. */
  readonly references: readonly DocumentId[];
  /** Engines to load before the document can be validated fully, and compiled. */
  readonly engines: readonly Engine[];
  /** The document's own conditions that an evaluation may visit. */
  readonly steps: number;
  /** The document's own work for an evaluation, in units of `LIMITS.work`. */
  readonly work: number;
}

export interface ParsedDocument {
  readonly ok: true;
  readonly document: Document;
  readonly facts: DocumentFacts;
}

export interface RefusedDocument {
  readonly ok: false;
  readonly issues: readonly ValidationIssue[];
}

const KINDS: ReadonlyMap<unknown, (reader: Reader, value: unknown) => void> = new Map([
  ['flag', readFlag],
  ['segment', readSegment],
  ['environment', readEnvironment],
]);

/**
 * Parses an unknown JSON value into a document, or into a list of all its issues. The value is not copied: do not change it
 * afterwards. Patterns and cron expressions are validated only once their engine is loaded (see `validateDocument`), and
 * references only together with the other documents (see `updateRuleset`).
 */
export function parseDocument(input: unknown): ParsedDocument | RefusedDocument {
  const facts = fastPathFacts(input);
  if (facts !== undefined) return { ok: true, document: input as Document, facts };
  return parseFieldByField(input);
}

/** Like `parseDocument`, without the fast path. Contains every rule. */
export function parseFieldByField(input: unknown): ParsedDocument | RefusedDocument {
  const reader = spare ?? new Reader();
  spare = undefined;
  readDocument(reader, input);
  const { references, engines, steps, work } = reader;
  if (reader.faults > 0) return { ok: false, issues: reader.listedIssues };
  const document = input as Document;
  if (!reader.isClean) return { ok: true, document, facts: { references, engines, steps, work } };
  reader.reset();
  spare = reader;
  return { ok: true, document, facts: plainFacts(work * WORK_UNIT + steps) };
}

/** Returns the facts about a document accepted by the fast path. Undefined when it must be read field by field. */
function fastPathFacts(input: unknown): DocumentFacts | undefined {
  const cost = fastPathCost(input);
  return cost < 0 ? undefined : plainFacts(cost);
}

/** Reused: most documents leave nothing behind in their reader. */
let spare: Reader | undefined;
const NONE: readonly never[] = Object.freeze([]);

/**
 * Returns the facts about a document without references and engines. Shared by documents with equal facts.
 *
 * @param cost Steps and work, as returned by the fast path.
 */
export function plainFacts(cost: number): DocumentFacts {
  const known = shared.get(cost);
  if (known !== undefined) return known;
  const facts = { references: NONE, engines: NONE, steps: stepsIn(cost), work: workIn(cost) };
  if (shared.size < MAX_SHARED) shared.set(cost, facts);
  return facts;
}

const MAX_SHARED = 1_024;
const shared = new Map<number, DocumentFacts>();

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
