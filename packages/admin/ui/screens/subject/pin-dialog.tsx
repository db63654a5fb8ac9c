import { useState } from 'preact/hooks';
import type { JSX } from 'preact';
import { call } from '../../api/client.ts';
import type { DocumentItem } from '../../api/types.ts';
import { CommentDialog } from '../../changes/write-dialog.tsx';
import { Field, Select, TextInput } from '../../components/field.tsx';
import type { Subject } from '../../context/links.ts';
import { instantOf } from '../../lib/local-time.ts';
import { zoneName } from '../../lib/zone.ts';

/** Pins a subject to a variant of a flag. */
export function PinDialog({
  subject,
  flag: { key, variants = [] },
  onClose,
}: {
  readonly subject: Subject;
  readonly flag: DocumentItem;
  readonly onClose: () => void;
}): JSX.Element {
  const [serve, setServe] = useState(variants[0] ?? '');
  const [until, setUntil] = useState('');
  return (
    <CommentDialog
      title={`Pin ${subject.value} in ${key}`}
      action="Pin"
      size="default"
      done={`${subject.value} gets ${serve} from ${key}.`}
      onClose={onClose}
      write={async (comment) => {
        const override = until === '' ? serve : { serve, expires: instantOf(until) };
        const { data } = await call('PUT /overrides', {
          body: { subject, overrides: { [key]: override }, ...comment },
        });
        return data.commit;
      }}
    >
      <p class="secondary">
        The pin applies before any rule, in every environment without a list of its own, while the flag is on.
      </p>
      <Field label="Variant">
        {(control) => (
          <Select
            {...control}
            value={serve}
            options={variants.map((value) => ({ value, label: value }))}
            onChange={setServe}
          />
        )}
      </Field>
      <Field label="Until" optional hint={`In ${zoneName()}. It is ignored afterwards.`}>
        {(control) => <TextInput {...control} type="datetime-local" value={until} onInput={setUntil} />}
      </Field>
    </CommentDialog>
  );
}
