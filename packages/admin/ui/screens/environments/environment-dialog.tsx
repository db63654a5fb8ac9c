import { useState } from 'preact/hooks';
import type { JSX } from 'preact';
import { useLocation } from 'wouter-preact';
import type { EnvironmentDocument, StoredDocument } from '@flagstaff/core';
import { WriteDialog } from '../../changes/write-dialog.tsx';
import { Field, Select, TextArea, TextInput } from '../../components/field.tsx';
import { Switch } from '../../components/switch.tsx';
import { KEY_PATTERN } from '../../lib/keys.ts';
import { pathTo } from '../../lib/paths.ts';
import { useMe } from '../../session/me.ts';
import { heirsOf } from './tree.ts';

/** Creates an environment, or changes one. */
export function EnvironmentDialog({
  stored,
  onClose,
}: {
  /** Undefined to create one. */
  readonly stored?: (StoredDocument & EnvironmentDocument) | undefined;
  readonly onClose: () => void;
}): JSX.Element {
  const [, navigate] = useLocation();
  const { environments } = useMe();
  const [key, setKey] = useState(stored?.key ?? '');
  const [parent, setParent] = useState(stored?.parent ?? '');
  const [isProtected, setProtected] = useState(stored?.protected ?? false);
  const [name, setName] = useState(stored?.name ?? '');
  const [description, setDescription] = useState(stored?.description ?? '');
  const document: EnvironmentDocument = {
    kind: 'environment',
    key: key.trim(),
    ...(parent === '' ? {} : { parent }),
    ...(isProtected ? { protected: true } : {}),
    ...(name.trim() === '' ? {} : { name: name.trim() }),
    ...(description.trim() === '' ? {} : { description: description.trim() }),
  };
  const heirs = stored === undefined ? [] : [stored.key, ...heirsOf(environments, stored.key)];
  return (
    <WriteDialog
      title={stored === undefined ? 'Create an environment' : `Change ${stored.key}`}
      action={stored === undefined ? 'Create environment' : 'Save'}
      size="default"
      changes={[{ set: document, ifVersion: stored?.version ?? 0 }]}
      done={stored === undefined ? `${document.key} was created.` : 'Saved.'}
      blocked={document.key === '' ? 'An environment needs a key.' : undefined}
      onClose={onClose}
      onDone={() => stored === undefined && navigate(pathTo('environment', { key: document.key }))}
    >
      {stored === undefined && (
        <Field label="Key" hint="Programs name it. It cannot be changed later.">
          {(control) => (
            <TextInput
              {...control}
              data-focus
              mono
              required
              pattern={KEY_PATTERN}
              placeholder="staging"
              value={key}
              onInput={setKey}
            />
          )}
        </Field>
      )}
      <Field label="Inherits from" hint="What it does not set comes from there. Changing this changes what it serves.">
        {(control) => (
          <Select
            {...control}
            data-field="environment.parent"
            value={parent}
            options={[
              { value: '', label: 'The flags themselves' },
              ...environments
                .filter((each) => !heirs.includes(each.key))
                .map((each) => ({ value: each.key, label: each.key })),
            ]}
            onChange={setParent}
          />
        )}
      </Field>
      <div data-field="environment.protected">
        <Switch label="Protected" checked={isProtected} onChange={setProtected} />
        <p class="field-hint">Only releasers and admins change what it serves.</p>
      </div>
      <Field label="Name" optional>
        {(control) => <TextInput {...control} data-field="environment.name" value={name} onInput={setName} />}
      </Field>
      <Field label="Description" optional>
        {(control) => (
          <TextArea {...control} data-field="environment.description" value={description} onInput={setDescription} />
        )}
      </Field>
    </WriteDialog>
  );
}
