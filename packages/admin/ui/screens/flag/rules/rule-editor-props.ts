import type { Rule } from '@flagstaff/core';

/** What edits a rule, or a part of one. */
export interface RuleEditorProps {
  readonly rule: Rule;
  /** The place of the rule. */
  readonly index: number;
  /** The path of what is edited, in the form of the parser's. */
  readonly path: string;
  readonly variants: readonly string[];
  readonly onChange: (rule: Rule) => void;
}
