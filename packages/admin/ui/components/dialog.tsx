import { useEffect, useId, useRef } from 'preact/hooks';
import type { ComponentChildren, JSX } from 'preact';
import { Button } from './button.tsx';
import './dialog.css';

/** The properties of a dialog. */
export interface DialogProps {
  readonly title: string;
  /** Called when the dialog is dismissed: by Escape, by its close button or by a click outside. */
  readonly onClose: () => void;
  /** The buttons at the end. The one that does it comes last. */
  readonly footer?: ComponentChildren;
  /** Defaults to `default`. */
  readonly size?: 'default' | 'wide';
  readonly children: ComponentChildren;
}

/** A modal dialog. It is open while it is rendered. The element with `data-focus` has the focus first, and the one before afterwards. */
export function Dialog({ title, onClose, footer, size = 'default', children }: DialogProps): JSX.Element {
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => {
    dialog.current?.showModal();
    dialog.current?.querySelector<HTMLElement>('[data-focus]')?.focus();
  }, []);
  return (
    <dialog
      ref={dialog}
      class={`dialog dialog-${size}`}
      aria-labelledby={id}
      onClose={onClose}
      onClick={(event) => event.target === event.currentTarget && event.currentTarget.close()}
    >
      <div class="dialog-box">
        <header class="dialog-header">
          <h2 id={id}>{title}</h2>
          <Button look="ghost" icon="x" label="Close" onClick={() => dialog.current?.close()} />
        </header>
        <div class="dialog-body stack">{children}</div>
        {footer !== undefined && <footer class="dialog-footer row">{footer}</footer>}
      </div>
    </dialog>
  );
}
