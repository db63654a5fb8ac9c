import { signal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { JSX } from 'preact';
import { Button } from './button.tsx';
import { Icon } from './icon.tsx';
import './toast.css';

/** A message about something that happened. */
export interface Toast {
  readonly id: number;
  readonly at: Date;
  readonly tone: 'success' | 'danger' | 'info';
  readonly text: string;
  /** A way back, or a way on. */
  readonly action?: { readonly label: string; readonly onSelect: () => void } | undefined;
}

const SHOWN_MS = 6_000;
const LOGGED = 50;

let nextId = 1;
const shown = signal<readonly Toast[]>([]);

/** The latest messages, newest first. They stay here after they disappear. */
export const toastLog = signal<readonly Toast[]>([]);

/** Shows a message for some seconds, and logs it. Errors stay until they are dismissed. */
export function toast(text: string, options: Partial<Pick<Toast, 'tone' | 'action'>> = {}): void {
  const { tone = 'success', action } = options;
  const message: Toast = { id: nextId++, at: new Date(), tone, text, action };
  shown.value = [...shown.value, message].slice(-4);
  toastLog.value = [message, ...toastLog.value].slice(0, LOGGED);
  if (tone !== 'danger') setTimeout(() => dismiss(message.id), SHOWN_MS);
}

function dismiss(id: number): void {
  shown.value = shown.value.filter((message) => message.id !== id);
}

/** The messages on the screen. Rendered once, by the shell. In the top layer, so that a dialog does not hide them. */
export function Toasts(): JSX.Element {
  const region = useRef<HTMLDivElement>(null);
  const messages = shown.value;
  useEffect(() => {
    // Opening again puts it above a dialog that was opened since.
    region.current?.hidePopover();
    if (messages.length > 0) region.current?.showPopover();
  }, [messages]);
  return (
    <div ref={region} class="toasts" popover="manual" role="status" aria-live="polite">
      {messages.map(({ id, tone, text, action }) => (
        <div key={id} class={`toast toast-${tone}`}>
          <Icon name={tone === 'success' ? 'check' : tone === 'danger' ? 'warning' : 'info'} />
          <p class="grow">{text}</p>
          {action && (
            <Button
              look="ghost"
              onClick={() => {
                dismiss(id);
                action.onSelect();
              }}
            >
              {action.label}
            </Button>
          )}
          <Button look="ghost" icon="x" label="Dismiss" onClick={() => dismiss(id)} />
        </div>
      ))}
    </div>
  );
}
