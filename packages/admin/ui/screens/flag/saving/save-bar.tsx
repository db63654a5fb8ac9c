import { useEffect, useState } from 'preact/hooks';
import type { JSX } from 'preact';
import { Button } from '../../../components/button.tsx';
import { FloatingBar } from '../../../components/floating-bar.tsx';
import { toast } from '../../../components/toast.tsx';
import { usePainted } from '../../../lib/after-paint.ts';
import { plural } from '../../../lib/format.ts';
import { lazy } from '../../../lib/lazy.tsx';
import { useMay } from '../../../session/me.ts';
import { useCommands } from '../../../shell/commands.ts';
import { useDraft } from '../model/draft.ts';
import { findings } from '../../../findings/findings.ts';
import './saving.css';

const SaveDialog = lazy(async () => ({ default: (await import('./save-dialog.tsx')).SaveDialog }));

/** Milliseconds without an edit until the dialog is loaded. */
const QUIET_MS = 1_500;

/** Says that there are changes, and where they lead. Stays in sight until they are saved or discarded. */
export function SaveBar({ gone }: { readonly gone: boolean }): JSX.Element | null {
  const { changes, discard, flag, edit } = useDraft();
  const { allowed: mayWrite } = useMay('write');
  const [saving, setSaving] = useState(false);
  const count = changes.value.length;
  const { issues } = findings.value;
  // Without the permission to write there is no draft, and a deleted flag is not created again.
  const isDirty = count > 0 || (gone && mayWrite);
  useEffect(() => {
    if (!isDirty) return undefined;
    // Before it is opened, and not between two edits. Should that fail, opening it says so.
    const timer = setTimeout(() => void SaveDialog.load().catch(() => undefined), QUIET_MS);
    return () => clearTimeout(timer);
  }, [isDirty, changes.value]);
  useEffect(() => {
    if (!isDirty) return undefined;
    const onKey = (event: KeyboardEvent): void => {
      if (event.key.toLowerCase() !== 's' || !(event.ctrlKey || event.metaKey)) return;
      event.preventDefault();
      setSaving(true);
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, [isDirty]);
  useCommands(
    isDirty
      ? [{ id: 'save', label: 'Review and save the flag', icon: 'check', hint: 'Ctrl S', run: () => setSaving(true) }]
      : [],
    [isDirty],
  );
  const isShown = usePainted(isDirty);
  if (!isDirty || !isShown) return null;

  function discardWithUndo(): void {
    const lost = flag.value;
    discard();
    toast('The changes are discarded.', { tone: 'info', action: { label: 'Undo', onSelect: () => edit(() => lost) } });
  }

  return (
    <FloatingBar
      label="Unsaved changes"
      text={
        <>
          <strong>{plural(count, 'unsaved change')}</strong>
          {issues.length > 0 && <span class="save-faults">{plural(issues.length, 'fault')} to fix</span>}
        </>
      }
    >
      <Button look="ghost" onClick={discardWithUndo}>
        Discard
      </Button>
      <Button look="primary" icon="check" onClick={() => setSaving(true)}>
        Review and save
      </Button>
      {saving && <SaveDialog gone={gone} onClose={() => setSaving(false)} />}
    </FloatingBar>
  );
}
