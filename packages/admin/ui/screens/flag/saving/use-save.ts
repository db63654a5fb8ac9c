import { useState } from 'preact/hooks';
import { call } from '../../../api/client.ts';
import type { Answer } from '../../../api/client.ts';
import { problemOf } from '../../../api/problem.ts';
import type { Problem } from '../../../api/problem.ts';
import { invalidate } from '../../../api/query.ts';
import { toast } from '../../../components/toast.tsx';
import { session } from '../../../session/session.ts';
import { bodyOf, useDraft } from '../model/draft.ts';
import type { Draft } from '../model/draft.ts';
import type { StoredFlag } from '../../../../src/documents.ts';

interface Save {
  readonly save: (comment: string) => void;
  readonly busy: boolean;
  readonly problem: Problem | undefined;
}

/** Saves the draft on condition of the version that it began with. A conflict brings the newer version into the draft. */
export function useSave(gone: boolean, onSaved: () => void): Save {
  const draft = useDraft();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem>();

  async function save(comment: string): Promise<void> {
    setBusy(true);
    setProblem(undefined);
    const before = bodyOf(draft.base.value);
    try {
      const { data, etag } = await write(draft, gone, comment);
      const saved = data as StoredFlag;
      draft.saved({ flag: saved, etag });
      void invalidate(undefined);
      toast(`Saved version ${saved.version}.`, {
        action: { label: 'Undo', onSelect: () => draft.edit(() => before) },
      });
      onSaved();
    } catch (error) {
      const failed = problemOf(error);
      session.report(failed);
      if (failed.code === 'VERSION_CONFLICT' && (await isNewer(draft))) return;
      setProblem(failed);
    } finally {
      setBusy(false);
    }
  }

  return { save: (comment) => void save(comment), busy, problem };
}

function write(draft: Draft, gone: boolean, comment: string): Promise<Answer<'POST /{kind}'>> {
  const body = draft.flag.value;
  const query = comment === '' ? {} : { comment };
  const idempotencyKey = draft.token();
  if (gone) return call('POST /{kind}', { params: { kind: 'flags' }, query, body, idempotencyKey }) as never;
  return call('PUT /{kind}/{key}', {
    params: { kind: 'flags', key: body.key },
    query,
    body,
    ifMatch: draft.base.value.etag,
    idempotencyKey,
  }) as never;
}

/** Reads the version that was in the way. */
async function isNewer(draft: Draft): Promise<boolean> {
  const { data, etag } = await call('GET /{kind}/{key}', { params: { kind: 'flags', key: draft.flag.value.key } });
  draft.receive({ flag: data as StoredFlag, etag });
  return draft.newer.value !== undefined;
}
