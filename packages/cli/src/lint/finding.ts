/** A range of text. Lines and columns start at 1; columns count UTF-16 units, as editors do. */
export interface Range {
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

/** What each rule of `lint` reports. */
export const RULES = {
  syntax: 'The file is not JSON.',
  format: 'The file has no list of documents.',
  'duplicate-name': 'An object has a name twice; only the last one counts.',
  'duplicate-document': 'Two documents have the same kind and key.',
  invalid: 'A document is not valid.',
  reference: 'A document references one that is missing, or forms a cycle.',
  'unreachable-rule': 'A rule before it takes every subject.',
  'empty-rollout': 'A rollout of 0 % includes no subject.',
  'full-rollout': 'A rollout of 100 % limits nothing.',
  'zero-weight': 'A variant of a split has the weight 0.',
  'expired-override': 'An override has expired.',
  'past-schedule': 'A scheduled change has taken effect.',
  'unused-segment': 'No document uses the segment.',
} as const;

export type RuleName = keyof typeof RULES;

const ERRORS: ReadonlySet<RuleName> = new Set<RuleName>([
  'syntax',
  'format',
  'duplicate-name',
  'duplicate-document',
  'invalid',
  'reference',
]);

export type Level = 'error' | 'warning';

/** An error keeps documents from being used; a warning does not. */
export function levelOf(rule: RuleName): Level {
  return ERRORS.has(rule) ? 'error' : 'warning';
}

/** A fault in a file. */
export interface Finding extends Range {
  /** The path from the working directory. */
  readonly file: string;
  readonly rule: RuleName;
  readonly level: Level;
  /** The document, such as `flag:checkout`. Absent for a fault of the file. */
  readonly id?: string;
  /** A JSONPath within the document. Absent for a fault of the file. */
  readonly path?: string;
  readonly message: string;
}
