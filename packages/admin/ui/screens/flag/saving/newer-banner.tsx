import { useState } from 'preact/hooks';
import type { JSX } from 'preact';
import { Button } from '../../../components/button.tsx';
import { Notice } from '../../../components/notice.tsx';
import { Time } from '../../../components/time.tsx';
import { useDraft } from '../model/draft.ts';
import { MergeDialog } from './merge-dialog.tsx';

/** Says that someone else changed the flag while it is edited. What is being edited stays. */
export function NewerBanner({ gone }: { readonly gone: boolean }): JSX.Element | null {
  const { newer } = useDraft();
  const [merging, setMerging] = useState(false);
  if (gone) {
    return (
      <Notice icon="warning" text="This flag has been deleted meanwhile. What you see is what this window still has." />
    );
  }
  const version = newer.value;
  if (version === undefined) return null;
  const { updatedBy, updatedAt } = version.flag;
  return (
    <Notice
      text={
        <>
          Changed by <strong>{updatedBy ?? 'someone else'}</strong> <Time at={updatedAt} />. Your changes are kept.
        </>
      }
    >
      <Button onClick={() => setMerging(true)}>Show and merge</Button>
      {merging && <MergeDialog onClose={() => setMerging(false)} />}
    </Notice>
  );
}
