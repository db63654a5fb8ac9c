// Docs: docs/evaluation.md; the shape alone is also said by schema/document.schema.json (a test compares them).
import type { Document, DocumentId } from '../model/document.ts';
import { LIMITS } from '../model/limits.ts';
import type { ValidationIssue } from '../model/problem.ts';
import { glanceAt, stepsIn, workIn, WORK_UNIT } from './parse/fast-path.ts';
import { readEnvironment } from './parse/environment.ts';
import { readFlag } from './parse/flag.ts';
import { describe, Reader } from './parse/reader.ts';
import type { Engine } from '../targeting/engine.ts';
import { readSegment } from './parse/segment.ts';

/** What is known of a document that can be compiled, once what it refers to is there. */
export interface DocumentFacts {
  /** The documents that it names, in the order in which they were read. */
  readonly references: readonly DocumentId[];
  /** What must be loaded before the document can be judged as a whole, and compiled. */
  readonly engines: readonly Engine[];
  /** Conditions of its own that an evaluation may visit. */
  readonly steps: number;
  /** Units of `LIMITS.work` that an evaluation may take of its own. */
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
 * Turns an unknown JSON value into a document, or into a list of everything that is wrong with it. The value is not copied:
 * it must not be changed afterwards. Patterns and cron expressions are judged only once their engine is loaded (`validateDocument` sees to it), and
 * references only together with the other documents (`updateRuleset`).
 */
export function parseDocument(input: unknown): ParsedDocument | RefusedDocument {
  const facts = factsAtAGlance(input);
  if (facts !== undefined) return { ok: true, document: input as Document, facts };
  return parseFieldByField(input);
}

/** The same without a glance: all rules are here. */
export function parseFieldByField(input: unknown): ParsedDocument | RefusedDocument {
  const reader = spare ?? new Reader();
  spare = undefined;
  readDocument(reader, input);
  const { references, engines, steps, work } = reader;
  if (reader.faults > 0) return { ok: false, issues: reader.verdict };
  const document = input as Document;
  if (!reader.isClean) return { ok: true, document, facts: { references, engines, steps, work } };
  reader.reset();
  spare = reader;
  return { ok: true, document, facts: plainFacts(work * WORK_UNIT + steps) };
}

/** What is known of a document that is seen to be right at a glance; undefined: it is read field by field. */
export function factsAtAGlance(input: unknown): DocumentFacts | undefined {
  const glance = glanceAt(input);
  return glance < 0 ? undefined : plainFacts(glance);
}

/** Most documents leave nothing behind in the reader that read them: it reads the next one. */
let spare: Reader | undefined;
const NONE: readonly never[] = Object.freeze([]);

/**
 * Of documents that name no others and need no engine; those that are alike share it.
 *
 * @param glance their steps and work, as `glanceAt` gives them
 */
export function plainFacts(glance: number): DocumentFacts {
  const known = shared.get(glance);
  if (known !== undefined) return known;
  const facts = { references: NONE, engines: NONE, steps: stepsIn(glance), work: workIn(glance) };
  if (shared.size < MAX_SHARED) shared.set(glance, facts);
  return facts;
}

const MAX_SHARED = 1_024;
const shared = new Map<number, DocumentFacts>();

/** Where a document names others, one path for each of its references: only asked when there is something to say about one. */
export function referencePaths(document: Document): readonly string[] {
  const paths: string[] = [];
  readDocument(new Reader(paths), document);
  return paths;
}

function readDocument(reader: Reader, input: unknown): void {
  const record = reader.record(input, 'a document');
  if (record !== undefined) {
    const unreadable = Object.hasOwn(record, 'unreadable') ? record['unreadable'] : undefined;
    // A stand-in for what the store could not read: the store's reason is all there is to say.
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
