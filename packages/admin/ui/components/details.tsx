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
  /** A function is called when they are first opened, for content that is costly to render. */
  readonly children: ComponentChildren | (() => ComponentChildren);
}): JSX.Element {
  const [beginsOpen] = useState(open);
  const [wasOpened, setOpened] = useState(open);
  return (
    <details
      class={`details ${classes}`}
      open={beginsOpen}
      data-field={field}
      onToggle={({ currentTarget }) => currentTarget.open && setOpened(true)}
    >
      <summary>{summary}</summary>
      {typeof children !== 'function' ? children : wasOpened && children()}
    </details>
  );
}
