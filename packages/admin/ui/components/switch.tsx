import type { JSX } from 'preact';
import './switch.css';

/** The properties of a switch. */
export interface SwitchProps {
  readonly checked: boolean;
  readonly onChange?: (checked: boolean) => void;
  /** Names the switch for assistive technology. Shown beside it unless `hideLabel` is set. */
  readonly label: string;
  readonly hideLabel?: boolean;
  /** `large` for the one that turns a flag on or off. Defaults to `default`. */
  readonly size?: 'default' | 'large';
  readonly disabled?: boolean;
}

/** Turns something on or off at once. The word inside says which, not only the color. */
export function Switch({ checked, onChange, label, hideLabel, size = 'default', disabled }: SwitchProps): JSX.Element {
  return (
    <label class={`switch switch-${size}`}>
      <input
        type="checkbox"
        role="switch"
        checked={checked}
        disabled={disabled}
        onChange={(event) => onChange?.(event.currentTarget.checked)}
      />
      <span class="switch-track" aria-hidden="true">
        {size === 'large' && <span class="switch-word">{checked ? 'On' : 'Off'}</span>}
      </span>
      <span class={hideLabel ? 'visually-hidden' : undefined}>{label}</span>
    </label>
  );
}
