import type { ComponentChildren, JSX } from 'preact';
import { Icon } from './icon.tsx';
import type { IconName } from './icon.tsx';
import './button.css';

/** How a button or a link looks. */
export interface ButtonLook {
  /** `primary` once per view, `ghost` in toolbars and rows. Defaults to `default`. */
  readonly look?: 'primary' | 'default' | 'ghost' | 'danger' | undefined;
  readonly icon?: IconName | undefined;
  /** Names a button that shows only its icon. */
  readonly label?: string | undefined;
  readonly children?: ComponentChildren;
}

export type ButtonProps = ButtonLook & Omit<JSX.HTMLAttributes<HTMLButtonElement>, 'icon' | 'label' | 'class'> & Native;

interface Native {
  readonly disabled?: boolean | undefined;
  readonly type?: 'button' | 'submit';
  readonly popovertarget?: string;
  readonly form?: string;
  /** Shows that the action is running, and ignores clicks. */
  readonly busy?: boolean | undefined;
}

export function Button({ look = 'default', icon, label, children, busy, ...native }: ButtonProps): JSX.Element {
  const { type = 'button', disabled, ...rest } = native;
  return (
    <button
      {...rest}
      type={type}
      class={`button button-${look} ${children === undefined ? 'button-icon' : ''}`}
      disabled={disabled}
      aria-disabled={busy}
      aria-busy={busy}
      aria-label={label}
      title={children === undefined ? label : undefined}
    >
      {icon && <Icon name={icon} />}
      {children}
    </button>
  );
}
