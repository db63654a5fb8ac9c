import { useEffect, useMemo, useState } from 'preact/hooks';
import type { JSX } from 'preact';
import type { AnswerOf } from '../../../../src/client.ts';
import { call } from '../../../api/client.ts';
import { problemOf } from '../../../api/problem.ts';
import type { Problem } from '../../../api/problem.ts';
import { Button } from '../../../components/button.tsx';
import { Details } from '../../../components/details.tsx';
import { Dialog } from '../../../components/dialog.tsx';
import { DiffView } from '../../../components/diff-view.tsx';
import { Field, TextInput } from '../../../components/field.tsx';
import { Skeleton } from '../../../components/skeleton.tsx';
import { useMe } from '../../../session/me.ts';
import { bodyOf, useDraft } from '../model/draft.ts';
import { findings } from '../../../findings/findings.ts';
import { variantsOf } from '../../../lib/variants-of.ts';
import { NOT_ALLOWED } from '../../../changes/effect-table.tsx';
import { ChangeList } from '../../../changes/change-list.tsx';
import { Impact } from './impact.tsx';
import { MergeDialog } from './merge-dialog.tsx';
import { useSave } from './use-save.ts';

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
  const { preview, problem: previewProblem } = usePreview(gone);
  const { save, busy, problem } = useSave(gone, onClose);
  const problems = shownProblems(preview, problem ?? previewProblem);
  const isComplete = preview?.valid === true && preview.allowed && (!requireComment || comment.trim() !== '');
  const variants = useMemo(() => Object.keys({ ...variantsOf(base.value.flag), ...variantsOf(flag.value) }), []);
  if (newer.value !== undefined) return <MergeDialog onClose={onClose} />;

  return (
    <Dialog
      title={gone ? 'Create the flag again' : 'Review and save'}
      size="wide"
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>Keep editing</Button>
          <Button look="primary" type="submit" form="save" disabled={!isComplete} busy={busy}>
            Save
          </Button>
        </>
      }
    >
      <form
        id="save"
        class="stack save"
        onSubmit={(event) => {
          event.preventDefault();
          if (isComplete && !busy) save(comment.trim());
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
          <h3>What changes</h3>
          <ChangeList changes={changes.value} variants={variants} />
          <Details summary="As JSON">{() => <DiffView before={bodyOf(base.value)} after={flag.value} />}</Details>
        </section>
        <section class="stack-tight">
          <h3>Who is affected</h3>
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

/** Asks the server what the draft would do. */
function usePreview(gone: boolean): { readonly preview: Preview | undefined; readonly problem: Problem | undefined } {
  const { flag, base } = useDraft();
  const { audience } = useMe();
  const [preview, setPreview] = useState<Preview>();
  const [problem, setProblem] = useState<Problem>();
  const { version } = base.value.flag;
  useEffect(() => {
    const abort = new AbortController();
    const change = { set: flag.value, ifVersion: gone ? 0 : version };
    call('POST /preview', {
      body: { changes: [change], ...(audience ? { audience } : {}) },
      signal: abort.signal,
    }).then(
      ({ data }) => setPreview(data),
      (error: unknown) => {
        if (!abort.signal.aborted) setProblem(problemOf(error));
      },
    );
    return () => abort.abort();
  }, [flag.value, version, gone]);
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
