import { useState } from 'preact/hooks';
import type { FlagDocument } from '@flagstaff/core';
import { call } from '../../../api/client.ts';
import type { Answer } from '../../../api/client.ts';
import { problemOf } from '../../../api/problem.ts';
import type { Problem } from '../../../api/problem.ts';
import { invalidate } from '../../../api/query.ts';
import { toast } from '../../../components/toast.tsx';
import { formatDateTime } from '../../../lib/format.ts';
import { session } from '../../../session/session.ts';
import { bodyOf, useDraft } from '../model/draft.ts';
import type { Draft } from '../model/draft.ts';
import type { StoredFlag } from '../../../../src/documents.ts';

interface Save {
  readonly save: (document: FlagDocument, comment: string, at: string | undefined) => void;
  readonly busy: boolean;
  readonly problem: Problem | undefined;
}

/** Saves the draft, or what it is with a date, on condition of the version that it began with. A conflict brings the newer version into the draft. */
export function useSave(gone: boolean, onSaved: () => void): Save {
  const draft = useDraft();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem>();

  async function save(document: FlagDocument, comment: string, at: string | undefined): Promise<void> {
    setBusy(true);
    setProblem(undefined);
    const before = bodyOf(draft.base.value);
    try {
      const { data, etag } = await write(draft, document, gone, comment);
      const saved = data as StoredFlag;
      draft.saved({ flag: saved, etag });
      void invalidate(undefined);
      const when = at === undefined ? '' : ` It takes effect on ${formatDateTime(at)}.`;
      toast(`Saved version ${saved.version}.${when}`, {
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

  return { save: (document, comment, at) => void save(document, comment, at), busy, problem };
}

function write(draft: Draft, body: FlagDocument, gone: boolean, comment: string): Promise<Answer<'POST /{kind}'>> {
  const query = comment === '' ? {} : { comment };
  const idempotencyKey = draft.token(body);
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
