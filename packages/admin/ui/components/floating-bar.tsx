import type { ComponentChildren, JSX } from 'preact';
import './floating-bar.css';

/** Says what waits for a decision, with its buttons. Stays in sight at the end of the window. */
export function FloatingBar({
  label,
  text,
  children,
}: {
  /** Names the bar for assistive technology. */
  readonly label: string;
  readonly text: ComponentChildren;
  /** The buttons. */
  readonly children: ComponentChildren;
}): JSX.Element {
  return (
    <div class="floating-bar" role="region" aria-label={label}>
      <p>{text}</p>
      {children}
    </div>
  );
}
