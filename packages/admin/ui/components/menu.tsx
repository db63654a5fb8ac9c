import { useId, useRef, useState } from 'preact/hooks';
import type { ComponentChildren, JSX } from 'preact';
import { Button } from './button.tsx';
import type { ButtonLook } from './button.tsx';
import { Icon } from './icon.tsx';
import type { IconName } from './icon.tsx';
import { moveFocus, placeBelow } from './popover.ts';
import './menu.css';

/** One action of a menu. */
export interface MenuAction {
  readonly label: string;
  /** A heading above the actions that share it. */
  readonly group?: string;
  readonly icon?: IconName;
  /** Shown smaller, below the label. */
  readonly hint?: string | undefined;
  readonly checked?: boolean;
  readonly danger?: boolean;
  readonly disabled?: boolean;
  readonly onSelect: () => void;
}

/** A button that opens a menu of actions. Arrow keys, Home, End and the first letter move in it. */
export function Menu({
  actions,
  heading,
  children,
  ...look
}: ButtonLook & {
  readonly actions: readonly MenuAction[];
  readonly heading?: string;
  readonly children?: ComponentChildren;
}): JSX.Element {
  const id = useId();
  const button = useRef<HTMLSpanElement>(null);
  const menu = useRef<HTMLDivElement>(null);
  // A screen has many menus: their items are rendered when they open.
  const [wasOpened, setOpened] = useState(false);
  const checkable = actions.some(({ checked }) => checked !== undefined);
  const item = ({ label, icon, hint, checked, danger, disabled, onSelect }: MenuAction, index: number): JSX.Element => (
    <button
      // Two messages of a log may be the same.
      key={index}
      type="button"
      role={checkable ? 'menuitemradio' : 'menuitem'}
      aria-checked={checkable ? checked === true : undefined}
      class={`menu-item ${danger ? 'menu-item-danger' : ''}`}
      disabled={disabled}
      tabIndex={-1}
      onClick={() => {
        menu.current?.hidePopover();
        onSelect();
      }}
    >
      {icon && <Icon name={icon} />}
      <span class="grow">
        {label}
        {hint !== undefined && <span class="menu-hint">{hint}</span>}
      </span>
      {checked && <Icon name="check" />}
    </button>
  );
  return (
    <>
      <span ref={button} class="menu-button">
        <Button {...look} popovertarget={id} aria-haspopup="menu">
          {children}
        </Button>
      </span>
      <div
        ref={menu}
        id={id}
        popover="auto"
        role="menu"
        class="menu"
        aria-label={heading ?? look.label}
        onBeforeToggle={(event) => event.newState === 'open' && setOpened(true)}
        onToggle={(event) => {
          if (event.newState !== 'open') return;
          placeBelow(button.current!, menu.current!);
          const checked = menu.current!.querySelector<HTMLElement>('[aria-checked=true]');
          (checked ?? menu.current!.querySelector<HTMLElement>('[role^=menuitem]'))?.focus();
        }}
        onKeyDown={(event) => moveFocus(event, menu.current!, '[role^=menuitem]')}
      >
        {heading !== undefined && <p class="menu-heading">{heading}</p>}
        {[...Map.groupBy(wasOpened ? actions : [], ({ group }) => group)].map(([group, some]) =>
          group === undefined ? (
            some.map(item)
          ) : (
            <div key={group} role="group" aria-label={group}>
              <p class="menu-heading" aria-hidden="true">
                {group}
              </p>
              {some.map(item)}
            </div>
          ),
        )}
      </div>
    </>
  );
}
