import type { Document, DocumentId } from '@flagstaff/core';
import { referencesIn } from '@flagstaff/core/management';
import { claimedId } from '@flagstaff/core/storage';
import { checkDocuments } from './check-documents.ts';
import { parseDocumentFile } from './document-file.ts';
import type { Entry, Steps } from './document-file.ts';
import { levelOf } from './finding.ts';
import type { Finding, Range, RuleName } from './finding.ts';
import { pathOf, stepsOf } from './steps.ts';
import { suspicionsOf } from './suspicions.ts';

export interface SourceFile {
  /** The path from the working directory. */
  readonly file: string;
  readonly text: string;
}

/** A document, and its file. */
interface Placed {
  readonly file: string;
  readonly entry: Entry;
  readonly id: DocumentId | undefined;
}

/** Checks files of documents together, at an instant in milliseconds since 1970. Returns findings in the order of the text. */
export async function lintFiles(sources: readonly SourceFile[], now: number): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  const placed: Placed[] = [];
  for (const { file, text } of sources) {
    const { entries, faults } = parseDocumentFile(text);
    for (const { rule, message, ...range } of faults) findings.push(finding(file, rule, message, range));
    for (const entry of entries) placed.push({ file, entry, id: claimedId(entry.written) });
  }
  const { first, repeated } = withoutRepeated(placed);
  for (const each of repeated) findings.push(each);

  const issues = await checkDocuments(first.map(({ entry }) => entry.written));
  for (const { change, path, message, fault } of issues) {
    findings.push(findingIn(first[change!]!, fault === 'reference' ? 'reference' : 'invalid', stepsOf(path), message));
  }
  const invalid = new Set(issues.flatMap(({ change, fault }) => (fault === 'reference' ? [] : change!)));
  first.forEach((each, index) => {
    if (invalid.has(index)) return;
    const suspicions = suspicionsOf(each.entry.written as Document, now);
    for (const { rule, steps, message } of suspicions) findings.push(findingIn(each, rule, steps, message));
  });
  // An invalid document may use any segment.
  if (invalid.size === 0) for (const each of unusedSegments(first)) findings.push(each);
  return findings.toSorted(inOrder);
}

function unusedSegments(placed: readonly Placed[]): readonly Finding[] {
  const used = new Set(placed.flatMap(({ entry }) => referencesIn(entry.written as Document)));
  return placed
    .filter(({ id }) => id!.startsWith('segment:') && !used.has(id!))
    .map((each) => findingIn(each, 'unused-segment', [], 'is not used by any document'));
}

function withoutRepeated(placed: readonly Placed[]): { readonly first: Placed[]; readonly repeated: Finding[] } {
  const seen = new Map<DocumentId, Placed>();
  const first: Placed[] = [];
  const repeated: Finding[] = [];
  for (const each of placed) {
    const { id } = each;
    const earlier = id === undefined ? undefined : seen.get(id);
    if (earlier === undefined) {
      if (id !== undefined) seen.set(id, each);
      first.push(each);
    } else {
      const message = `is also in ${earlier.file}:${earlier.entry.locate([]).line}; remove one`;
      repeated.push(findingIn(each, 'duplicate-document', ['key'], message));
    }
  }
  return { first, repeated };
}

function findingIn({ file, entry, id }: Placed, rule: RuleName, steps: Steps, message: string): Finding {
  const about = id === undefined ? {} : { id };
  return { ...finding(file, rule, message, entry.locate(steps)), ...about, path: pathOf(steps) };
}

function finding(file: string, rule: RuleName, message: string, range: Range): Finding {
  return { file, ...range, rule, level: levelOf(rule), message };
}

function inOrder(one: Finding, other: Finding): number {
  if (one.file !== other.file) return one.file < other.file ? -1 : 1;
  return one.line - other.line || one.column - other.column;
}
