import type { ComponentChildren, JSX } from 'preact';
import { Icon } from './icon.tsx';
import type { IconName } from './icon.tsx';
import './notice.css';

/** Says what has happened to a document that is edited, and offers what to do. */
export function Notice({
  icon = 'info',
  text,
  children,
}: {
  readonly icon?: IconName;
  readonly text: ComponentChildren;
  /** Buttons. */
  readonly children?: ComponentChildren;
}): JSX.Element {
  return (
    <div class="notice" role="status">
      <Icon name={icon} />
      <p class="grow">{text}</p>
      {children}
    </div>
  );
}
