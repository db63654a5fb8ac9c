import type { JSX } from 'preact';
import './skeleton.css';

/** Holds the place of content that loads. Appears only if that takes a moment. */
export function Skeleton({
  lines = 3,
  label = 'Loading',
}: {
  readonly lines?: number;
  readonly label?: string;
}): JSX.Element {
  return (
    <div class="skeleton" role="status" aria-label={label}>
      {Array.from({ length: lines }, (_, index) => (
        <span key={index} style={{ inlineSize: `${90 - ((index * 17) % 45)}%` }} />
      ))}
    </div>
  );
}
