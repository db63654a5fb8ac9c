import { createContext } from 'preact';
import { useContext, useEffect, useId, useLayoutEffect, useRef } from 'preact/hooks';
import type { ComponentChildren, JSX } from 'preact';
import { afterPaint } from '../lib/after-paint.ts';
import { Button } from './button.tsx';
import './dialog.css';

/** The properties of a dialog. */
export interface DialogProps {
  readonly title: string;
  /** Called when the dialog is dismissed: by Escape, by a button that dismisses it or by a click outside. */
  readonly onClose: () => void;
  /** The buttons at the end. The one that does it comes last. */
  readonly footer?: ComponentChildren;
  /** Defaults to `default`. */
  readonly size?: 'default' | 'wide';
  readonly children: ComponentChildren;
}

const Dismiss = createContext<() => void>(() => undefined);

/** A modal dialog. It is open while it is rendered. The element with `data-focus` has the focus first, and the one before afterwards. */
export function Dialog({ title, onClose, footer, size = 'default', children }: DialogProps): JSX.Element {
  const dialog = useRef<HTMLDialogElement>(null);
  const isRenderedRef = useRef(true);
  const id = useId();
  useEffect(() => {
    dialog.current?.showModal();
    dialog.current?.querySelector<HTMLElement>('[data-focus]')?.focus();
  }, []);
  useLayoutEffect(() => {
    const element = dialog.current;
    return () => {
      isRenderedRef.current = false;
      // Browsers give the focus back when a dialog closes, and not when it is removed.
      element?.close();
    };
  }, []);

  const dismiss = (): void => dismissElement(dialog.current);

  return (
    <dialog
      ref={dialog}
      class={`dialog dialog-${size}`}
      aria-labelledby={id}
      onCancel={(event) => {
        // A picker of a file is canceled too.
        if (event.target !== event.currentTarget) return;
        event.preventDefault();
        dismiss();
      }}
      onClose={() => isRenderedRef.current && onClose()}
      onClick={(event) => event.target === event.currentTarget && dismiss()}
    >
      <Dismiss.Provider value={dismiss}>
        <div class="dialog-box">
          <header class="dialog-header">
            <h2 id={id}>{title}</h2>
            <Button look="ghost" icon="x" label="Close" onClick={dismiss} />
          </header>
          <div class="dialog-body stack">{children}</div>
          {footer !== undefined && <footer class="dialog-footer row">{footer}</footer>}
        </div>
      </Dismiss.Provider>
    </dialog>
  );
}

/** A button that closes the dialog around it, and does nothing else. */
export function DismissButton({ children }: { readonly children: ComponentChildren }): JSX.Element {
  const dismiss = useContext(Dismiss);
  return <Button onClick={dismiss}>{children}</Button>;
}

function dismissElement(dialog: HTMLDialogElement | null): void {
  if (dialog === null) return;
  // The end of a modal dialog restyles the whole document. The frame in which it disappears does not wait for that.
  dialog.dataset['dismissed'] = 'true';
  afterPaint(() => dialog.close());
}
