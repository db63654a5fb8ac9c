import type { JSX } from 'preact';
import type { ExplainedResult } from '@flagstaff/core/explain';

const MARKS = { true: '✓', false: '✗', notReached: '·', passed: '–' } as const;
const WORDS = { true: 'yes', false: 'no', notReached: 'not reached', passed: 'passed' } as const;

/** Whether something holds: a sign, and a word for those who do not see it. */
export function Mark({ result }: { readonly result: ExplainedResult | 'passed' }): JSX.Element {
  const name = String(result) as keyof typeof MARKS;
  return (
    <span class={`mark mark-${name}`}>
      <span aria-hidden="true">{MARKS[name]}</span>
      <span class="visually-hidden">{WORDS[name]}: </span>
    </span>
  );
}
