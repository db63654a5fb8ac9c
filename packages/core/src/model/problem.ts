/** A fault in a document. */
export interface ValidationIssue {
  /** A JSONPath within the document, such as `$.rules[1].when[0].operator`. */
  readonly path: string;
  /** What is wrong, and how to fix it. */
  readonly message: string;
  /**
   * `shape`: the published JSON Schema rejects it too. `meaning`: well-formed but invalid (an unknown variant, weights that sum
   * to zero, a bad pattern). `reference`: it references a missing document, or forms a cycle.
   */
  readonly fault: 'shape' | 'meaning' | 'reference';
}

/** Issues kept per document, and documents with issues kept per read. The rest are counted. */
export const MAX_FAULTS = 100;

/** Formats issues for a message, one per line. */
export function describeIssues(problems: readonly ValidationIssue[]): string {
  return problems.map(({ path, message }) => `${path}: ${message}`).join('\n');
}
