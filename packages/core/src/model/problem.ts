/** A fault in a document. */
export interface ValidationIssue {
  /** Where, as a JSONPath from the document: `$.rules[1].when[0].operator`. */
  readonly path: string;
  /** What is wrong and what to do. */
  readonly message: string;
  /**
   * `shape`: the published JSON Schema refuses it too. `meaning`: well-formed, but it cannot work (a variant that does not
   * exist, weights that sum to zero, an invalid pattern). `reference`: it names a document that does not exist, or a cycle.
   */
  readonly fault: 'shape' | 'meaning' | 'reference';
}

/** Faults of one document, and documents with faults of one reading, that are kept; the others are counted. */
export const MAX_FAULTS = 100;

/** One line per problem, for messages. */
export function describeIssues(problems: readonly ValidationIssue[]): string {
  return problems.map(({ path, message }) => `${path}: ${message}`).join('\n');
}
