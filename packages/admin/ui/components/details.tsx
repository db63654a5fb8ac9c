import { useState } from 'preact/hooks';
import type { ComponentChildren, JSX } from 'preact';
import './details.css';

/** Parts that are rarely wanted, behind a word. */
export function Details({
  summary,
  open = false,
  class: classes = '',
  field,
  children,
}: {
  readonly summary: string;
  /** Whether it begins open. What is typed inside must not close it. */
  readonly open?: boolean;
  readonly class?: string;
  /** The field of the schema that this edits. */
  readonly field?: string;
  readonly children: ComponentChildren;
}): JSX.Element {
  const [beginsOpen] = useState(open);
  return (
    <details class={`details ${classes}`} open={beginsOpen} data-field={field}>
      <summary>{summary}</summary>
      {children}
    </details>
  );
}
