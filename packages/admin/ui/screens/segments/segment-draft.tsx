import { useEffect, useMemo, useState } from 'preact/hooks';
import type { JSX } from 'preact';
import type { SegmentDocument } from '@flagstaff/core';
import { withoutStorageFields } from '@flagstaff/core/storage';
import { Button } from '../../components/button.tsx';
import { Notice } from '../../components/notice.tsx';
import { forget, recall, remember } from '../../lib/kept-drafts.ts';
import { same } from '../../lib/same.ts';
import { SegmentEditor } from './segment-editor.tsx';
import type { StoredSegment } from './segment-words.ts';

const bodyOf = (segment: StoredSegment): SegmentDocument => withoutStorageFields(segment) as SegmentDocument;

/** The draft of a segment, which the browser keeps until it is saved. While it differs, a newer version waits. */
export function SegmentDraft({ segment }: { readonly segment: StoredSegment }): JSX.Element {
  const id = `segment:${segment.key}`;
  const [kept] = useState(() => recall<StoredSegment, SegmentDocument>(id));
  const [base, setBase] = useState(kept?.base ?? segment);
  const [draft, setDraft] = useState(kept?.draft ?? bodyOf(segment));
  const stored = useMemo(() => bodyOf(base), [base]);
  const isDirty = !same(stored, draft);
  const take = (version: StoredSegment): void => {
    setBase(version);
    setDraft(bodyOf(version));
  };
  useEffect(() => {
    // The version that the draft was saved as ends it.
    if (!isDirty || same(bodyOf(segment), draft)) take(segment);
  }, [segment, isDirty]);
  useEffect(() => {
    if (isDirty) remember(id, { base, draft });
    else forget(id);
  }, [isDirty, base, draft]);
  return (
    <>
      {isDirty && base.version !== segment.version && (
        <Notice text={`${segment.updatedBy ?? 'Someone'} changed this segment meanwhile.`}>
          <Button onClick={() => take(segment)}>Discard mine and show it</Button>
        </Notice>
      )}
      <SegmentEditor
        stored={stored}
        version={base.version}
        draft={draft}
        isDirty={isDirty}
        onChange={setDraft}
        onDiscard={() => take(segment)}
      />
    </>
  );
}
