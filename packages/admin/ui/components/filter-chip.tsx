import type { ComponentChildren, JSX } from 'preact';
import { Icon } from './icon.tsx';
import './filter-chip.css';

/** Names a filter that is set. A click removes it. */
export function FilterChip({
  onRemove,
  children,
}: {
  readonly onRemove: () => void;
  readonly children: ComponentChildren;
}): JSX.Element {
  return (
    <button type="button" class="filter-chip" title="Remove this filter" onClick={onRemove}>
      <span>{children}</span>
      <Icon name="x" size={12} />
    </button>
  );
}
