import { useState } from 'preact/hooks';
import type { JSX } from 'preact';
import { useLocation } from 'wouter-preact';
import type { SegmentDocument } from '@flagstaff/core';
import { WriteDialog } from '../../changes/write-dialog.tsx';
import { Field, TextInput } from '../../components/field.tsx';
import { KEY_PATTERN } from '../../lib/keys.ts';
import { pathTo } from '../../lib/paths.ts';

/** Creates a segment without members. */
export function CreateSegment({ onClose }: { readonly onClose: () => void }): JSX.Element {
  const [, navigate] = useLocation();
  const [key, setKey] = useState('');
  const [name, setName] = useState('');
  const document: SegmentDocument = {
    kind: 'segment',
    key: key.trim(),
    // Without a restriction, everyone would be in it.
    when: { any: [] },
    ...(name.trim() === '' ? {} : { name: name.trim() }),
  };
  return (
    <WriteDialog
      title="Create a segment"
      action="Create segment"
      size="default"
      changes={[{ set: document, ifVersion: 0 }]}
      done={`${document.key} was created.`}
      blocked={document.key === '' ? 'A segment needs a key.' : undefined}
      onClose={onClose}
      onDone={() => navigate(pathTo('segment', { key: document.key }))}
    >
      <p class="secondary">It has no members at first. Add them on its page.</p>
      <Field label="Key" hint="Rules name it. It cannot be changed later.">
        {(control) => (
          <TextInput
            {...control}
            data-focus
            mono
            required
            pattern={KEY_PATTERN}
            placeholder="beta-testers"
            value={key}
            onInput={setKey}
          />
        )}
      </Field>
      <Field label="Name" optional>
        {(control) => <TextInput {...control} placeholder="Beta testers" value={name} onInput={setName} />}
      </Field>
    </WriteDialog>
  );
}
