import { useState } from 'preact/hooks';
import type { JSX } from 'preact';
import type { FlagMetadata } from '@flagstaff/core';
import { Button } from '../../../components/button.tsx';
import { TextInput } from '../../../components/field.tsx';
import { ScalarEditor } from '../../../conditions/scalar-editor.tsx';
import { put } from '../../../lib/put.ts';
import { Issue } from '../../../findings/issue.tsx';

/** Facts that travel with every answer of the flag. */
export function MetadataEditor({
  metadata,
  onChange,
}: {
  readonly metadata: FlagMetadata;
  readonly onChange: (metadata: FlagMetadata | undefined) => void;
}): JSX.Element {
  const [name, setName] = useState('');
  const set = (next: FlagMetadata): void => onChange(Object.keys(next).length === 0 ? undefined : next);
  return (
    <div class="stack-tight" data-field="flag.metadata">
      <h3>Metadata</h3>
      <p class="muted">Returned with every answer.</p>
      <ul class="stack-tight">
        {Object.entries(metadata).map(([key, value]) => (
          <li key={key} class="setting-row">
            <code class="truncate">{key}</code>
            <ScalarEditor value={value} onChange={(next) => set({ ...metadata, [key]: next })} />
            <Button look="ghost" icon="x" label={`Remove ${key}`} onClick={() => set(put(metadata, key, undefined))} />
          </li>
        ))}
      </ul>
      <div class="row">
        <TextInput aria-label="Name of a new entry" mono placeholder="name" value={name} onInput={setName} />
        <Button
          icon="plus"
          disabled={name.trim() === '' || Object.hasOwn(metadata, name.trim())}
          onClick={() => {
            set({ ...metadata, [name.trim()]: '' });
            setName('');
          }}
        >
          Add entry
        </Button>
      </div>
      <Issue path="$.metadata" below />
    </div>
  );
}
