import type { ComponentChildren, JSX } from 'preact';
import './chip.css';

export type Tone = 'neutral' | 'accent' | 'success' | 'warning' | 'danger';

/** A short fact about a thing. A word, in a tone. */
export function Chip({
  tone = 'neutral',
  dot,
  title,
  children,
}: {
  readonly tone?: Tone;
  /** Shows a dot before the word, for states. */
  readonly dot?: boolean;
  readonly title?: string | undefined;
  readonly children: ComponentChildren;
}): JSX.Element {
  return (
    <span class={`chip chip-${tone}`} title={title}>
      {dot && <span class="chip-dot" aria-hidden="true" />}
      {children}
    </span>
  );
}

/** A tag of a document. */
export function Tag({ children }: { readonly children: ComponentChildren }): JSX.Element {
  return <span class="tag">{children}</span>;
}
