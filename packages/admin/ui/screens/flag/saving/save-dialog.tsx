import { useEffect, useMemo, useState } from 'preact/hooks';
import type { JSX } from 'preact';
import type { FlagDocument } from '@flagstaff/core';
import type { AnswerOf } from '../../../../src/client.ts';
import { call } from '../../../api/client.ts';
import { problemOf } from '../../../api/problem.ts';
import type { Problem } from '../../../api/problem.ts';
import { Button } from '../../../components/button.tsx';
import { Details } from '../../../components/details.tsx';
import { Dialog, DismissButton } from '../../../components/dialog.tsx';
import { DiffView } from '../../../components/diff-view.tsx';
import { Field, TextInput } from '../../../components/field.tsx';
import { Notice } from '../../../components/notice.tsx';
import { Skeleton } from '../../../components/skeleton.tsx';
import { formatDateTime } from '../../../lib/format.ts';
import { useMe } from '../../../session/me.ts';
import { differencesOfDate, reasonsAgainstDate, withDate } from '../model/dated.ts';
import { bodyOf, useDraft } from '../model/draft.ts';
import { findings } from '../../../findings/findings.ts';
import { variantsOf } from '../../../lib/variants-of.ts';
import { NOT_ALLOWED } from '../../../changes/effect-table.tsx';
import { ChangeList } from '../../../changes/change-list.tsx';
import { Impact } from './impact.tsx';
import { MergeDialog } from './merge-dialog.tsx';
import { useSave } from './use-save.ts';
import { WhenField } from './when-field.tsx';

type Preview = AnswerOf<'POST /preview'>;

/** What a draft would do, before it is saved: the difference, where it takes effect, and who gets something else. */
export function SaveDialog({
  gone,
  onClose,
}: {
  /** Whether the flag was deleted meanwhile, so that saving creates it again. */
  readonly gone: boolean;
  readonly onClose: () => void;
}): JSX.Element {
  const { flag, base, changes, newer } = useDraft();
  const { requireComment } = useMe();
  const [comment, setComment] = useState('');
  const { at, setAt, document, against, differences } = useDate(gone);
  const { preview, problem: previewProblem } = usePreview(document, at, gone);
  const { save, busy, problem } = useSave(gone, onClose);
  const problems = shownProblems(preview, problem ?? previewProblem);
  const isAhead = at === undefined || Date.parse(at) > Date.now();
  const isComplete =
    preview?.valid === true && preview.allowed && isAhead && (!requireComment || comment.trim() !== '');
  const date = at === undefined ? undefined : formatDateTime(at);
  const variants = useMemo(() => Object.keys({ ...variantsOf(base.value.flag), ...variantsOf(flag.value) }), []);
  if (newer.value !== undefined) return <MergeDialog onClose={onClose} />;

  return (
    <Dialog
      title={gone ? 'Create the flag again' : 'Review and save'}
      size="wide"
      onClose={onClose}
      footer={
        <>
          <DismissButton>Keep editing</DismissButton>
          <Button look="primary" type="submit" form="save" disabled={!isComplete} busy={busy}>
            {date === undefined ? 'Save' : `Save at ${date}`}
          </Button>
        </>
      }
    >
      <form
        id="save"
        class="stack save"
        onSubmit={(event) => {
          event.preventDefault();
          if (isComplete && !busy) save(document, comment.trim(), at);
        }}
      >
        {problems.length > 0 && (
          <ul class="save-problems" role="alert">
            {problems.map(({ path, message }, index) => (
              <li key={index} class="field-error">
                {path !== '' && <code>{path}</code>} {message}
              </li>
            ))}
          </ul>
        )}
        <section class="stack-tight">
          <h3>{date === undefined ? 'What changes' : `What changes on ${date}`}</h3>
          <ChangeList changes={changes.value} variants={variants} />
          <Details summary="As JSON">{() => <DiffView before={bodyOf(base.value)} after={document} />}</Details>
        </section>
        {!gone && <WhenField at={at} against={against} onChange={setAt} />}
        {differences.length > 0 && (
          <Notice icon="warning" text={`Not quite what saving now would do: ${differences.join(' ')}`} />
        )}
        <section class="stack-tight">
          <h3>{date === undefined ? 'Who is affected' : `Who is affected on ${date}`}</h3>
          {preview === undefined ? (
            previewProblem === undefined && <Skeleton lines={3} label="Comparing" />
          ) : preview.valid ? (
            <Impact preview={preview} flag={flag.value.key} />
          ) : (
            <p class="secondary">Known once the faults are fixed.</p>
          )}
        </section>
        <Field label="Comment" optional={!requireComment} hint="Why, for the history.">
          {(control) => <TextInput {...control} data-focus maxLength={8_192} value={comment} onInput={setComment} />}
        </Field>
      </form>
    </Dialog>
  );
}

/** The instant that the draft waits for, and what it is then as a document. */
function useDate(gone: boolean): {
  readonly at: string | undefined;
  readonly setAt: (at: string | undefined) => void;
  readonly document: FlagDocument;
  /** Why the draft cannot wait. */
  readonly against: readonly string[];
  /** What a date makes different. */
  readonly differences: readonly string[];
} {
  const { flag, base, changes } = useDraft();
  const { environments } = useMe();
  const [chosen, setAt] = useState<string>();
  const dated = useMemo(() => {
    const against = reasonsAgainstDate(changes.value);
    const draft = flag.value;
    const at = against.length === 0 && !gone ? chosen : undefined;
    if (at === undefined) return { at, document: draft, against, differences: [] };
    const before = bodyOf(base.value);
    const document = withDate(before, changes.value, at, environments);
    const versions = { base: before, draft, dated: document };
    return { at, document, against, differences: differencesOfDate(versions, changes.value, at, environments) };
  }, [flag.value, base.value, chosen, environments, gone]);
  return { ...dated, setAt };
}

/** Asks the server what a document would do, at an instant or now. */
function usePreview(
  document: FlagDocument,
  at: string | undefined,
  gone: boolean,
): { readonly preview: Preview | undefined; readonly problem: Problem | undefined } {
  const { base } = useDraft();
  const { audience } = useMe();
  const [preview, setPreview] = useState<Preview>();
  const [problem, setProblem] = useState<Problem>();
  const { version } = base.value.flag;
  useEffect(() => {
    const abort = new AbortController();
    const change = { set: document, ifVersion: gone ? 0 : version };
    setPreview(undefined);
    setProblem(undefined);
    call('POST /preview', {
      body: { changes: [change], ...(audience ? { audience } : {}), ...(at === undefined ? {} : { at }) },
      signal: abort.signal,
    }).then(
      ({ data }) => setPreview(data),
      (error: unknown) => {
        if (!abort.signal.aborted) setProblem(problemOf(error));
      },
    );
    return () => abort.abort();
  }, [document, at, version, gone]);
  return { preview, problem };
}

/** What keeps the draft from being saved: what the server says, else what the page's own look found. */
function shownProblems(
  preview: Preview | undefined,
  problem: Problem | undefined,
): readonly { readonly path: string; readonly message: string }[] {
  if (problem !== undefined) return problem.problems ?? [{ path: '', message: problem.detail }];
  if (preview === undefined) return findings.value.issues;
  if (!preview.valid) return preview.problems;
  return preview.allowed ? [] : [{ path: '', message: NOT_ALLOWED }];
}
