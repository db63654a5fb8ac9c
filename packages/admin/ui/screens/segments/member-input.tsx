import { useState } from 'preact/hooks';
import type { JSX } from 'preact';
import { Button } from '../../components/button.tsx';
import { Field, FileInput, TextArea } from '../../components/field.tsx';
import { formatNumber, plural } from '../../lib/format.ts';
import { changeMembers } from './change-members.ts';
import type { MemberAction } from './change-members.ts';
import { keysIn } from './keys-in.ts';
import { readMemberFile } from './member-file.ts';
import type { MemberFile } from './member-file.ts';

/** Values of a file that are shown. */
const SHOWN = 3;

/** Adds or removes stored members: typed, pasted, or from a file. */
export function MemberInput({ segment, by }: { readonly segment: string; readonly by: string }): JSX.Element {
  const [text, setText] = useState('');
  const [file, setFile] = useState<MemberFile>();
  const [attempt, setAttempt] = useState(0);
  const [sent, setSent] = useState<number>();
  const listed = file !== undefined && 'values' in file ? file : undefined;
  const values = listed === undefined ? keysIn(text) : [...new Set([...keysIn(text), ...listed.values])];

  function forgetFile(): void {
    setFile(undefined);
    setAttempt(attempt + 1);
  }

  async function change(action: MemberAction): Promise<void> {
    setSent(0);
    if (await changeMembers(segment, action, values, { onProgress: setSent })) {
      setText('');
      forgetFile();
    }
    setSent(undefined);
  }

  return (
    <div class="key-list">
      <Field label={`Add or remove by ${by}`} hint="Type or paste: one per line, or with commas. Any number.">
        {(control) => <TextArea {...control} mono rows={2} spellcheck={false} value={text} onInput={setText} />}
      </Field>
      <Field
        label="Or choose a file"
        hint="Text in UTF-8 of up to 20 MB: one per line, or with commas."
        error={file !== undefined && 'fault' in file ? file.fault : undefined}
      >
        {(control) => (
          <FileInput
            // A file cannot be taken out of its input.
            key={attempt}
            {...control}
            accept=".txt,.csv,.tsv,text/*"
            onFile={(chosen) => void readMemberFile(chosen).then(setFile)}
          />
        )}
      </Field>
      {listed && (
        <p class="secondary">
          {listed.name} lists {plural(listed.values.length, 'value')}:{' '}
          {listed.values.slice(0, SHOWN).map((value) => (
            <>
              <code>{value}</code>{' '}
            </>
          ))}
          {listed.values.length > SHOWN && '…'}
        </p>
      )}
      {values.length > 0 && (
        <div class="row">
          <Button busy={sent !== undefined} onClick={() => void change('add')}>
            Add {plural(values.length, 'member')}
          </Button>
          <Button busy={sent !== undefined} onClick={() => void change('remove')}>
            Remove {plural(values.length, 'member')}
          </Button>
          {listed && sent === undefined && (
            <Button look="ghost" onClick={forgetFile}>
              Forget the file
            </Button>
          )}
          {sent !== undefined && (
            <span class="muted" role="status">
              {formatNumber(sent)} of {formatNumber(values.length)}
            </span>
          )}
        </div>
      )}
    </div>
  );
}
