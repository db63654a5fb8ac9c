import type { ComponentChildren, JSX } from 'preact';
import { useLocation } from 'wouter-preact';
import type { StoredDocument } from '@flagstaff/core';
import { WriteDialog } from './write-dialog.tsx';

/** Deletes a document, and leaves its screen. */
export function DeleteDialog({
  document: { kind, key, version },
  to,
  onClose,
  children,
}: {
  readonly document: StoredDocument;
  /** The path to show afterwards. */
  readonly to: string;
  readonly onClose: () => void;
  /** What the deletion means. */
  readonly children: ComponentChildren;
}): JSX.Element {
  const [, navigate] = useLocation();
  return (
    <WriteDialog
      title={`Delete ${key}`}
      action={`Delete ${kind}`}
      danger
      size="default"
      changes={[{ delete: `${kind}:${key}`, ifVersion: version }]}
      done={`${key} was deleted.`}
      onClose={onClose}
      onDone={() => navigate(to)}
    >
      <p class="secondary">{children}</p>
    </WriteDialog>
  );
}
