import { useState } from 'preact/hooks';
import type { JSX } from 'preact';
import type { FlagType } from '@flagstaff/core';
import { useLocation } from 'wouter-preact';
import type { Problem } from '../../api/problem.ts';
import { useWrite } from '../../api/query.ts';
import { Button } from '../../components/button.tsx';
import { Dialog, DismissButton } from '../../components/dialog.tsx';
import { Field, Select, TextArea, TextInput } from '../../components/field.tsx';
import { toast } from '../../components/toast.tsx';
import { KEY_PATTERN } from '../../lib/keys.ts';
import { pathTo } from '../../lib/paths.ts';
import { documentOf, FALLBACK, keyFromName, OTHER } from './new-flag.ts';
import type { NewFlag } from './new-flag.ts';

const TYPES: readonly { readonly value: FlagType; readonly label: string }[] = [
  { value: 'boolean', label: 'Boolean: on or off' },
  { value: 'string', label: 'String: one of several texts' },
  { value: 'number', label: 'Number: one of several numbers' },
  { value: 'object', label: 'Object: one of several JSON objects' },
];

const EXAMPLES: { readonly [type in FlagType]: readonly [fallback: string, other: string] } = {
  boolean: ['', ''],
  string: ['classic', 'express'],
  number: ['10', '20'],
  object: ['{}', '{}'],
};

/** Creates a flag with the least that it needs. It serves its fallback until rules say otherwise. */
export function CreateFlag({ onClose }: { readonly onClose: () => void }): JSX.Element {
  const [flag, setFlag] = useState<NewFlag>({
    key: '',
    name: '',
    description: '',
    type: 'boolean',
    fallback: '',
    other: '',
  });
  const [hasOwnKey, setHasOwnKey] = useState(false);
  const [fault, setFault] = useState<string>();
  const [, navigate] = useLocation();
  const create = useWrite('POST /{kind}');
  const change = (changed: Partial<NewFlag>): void => setFlag({ ...flag, ...changed });
  const problem = create.error?.problem;

  function submit(): void {
    let body: ReturnType<typeof documentOf>;
    try {
      body = documentOf(flag);
    } catch (error) {
      setFault((error as Error).message);
      return;
    }
    setFault(undefined);
    create.mutate(
      { params: { kind: 'flags' }, body },
      {
        onSuccess: () => {
          toast(`Created ${flag.key}.`);
          onClose();
          navigate(pathTo('flag', { key: flag.key }));
        },
      },
    );
  }

  return (
    <Dialog
      title="Create a flag"
      onClose={onClose}
      footer={
        <>
          <DismissButton>Cancel</DismissButton>
          <Button look="primary" type="submit" form="create-flag" busy={create.isPending}>
            Create flag
          </Button>
        </>
      }
    >
      <form
        id="create-flag"
        class="stack"
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <Field label="Name" optional>
          {(control) => (
            <TextInput
              {...control}
              data-focus
              maxLength={256}
              placeholder="New checkout"
              value={flag.name}
              onInput={(name) => change(hasOwnKey ? { name } : { name, key: keyFromName(name) })}
            />
          )}
        </Field>
        <Field label="Key" hint="The name in the code. It cannot change later." error={keyFault(problem)}>
          {(control) => (
            <TextInput
              {...control}
              mono
              required
              maxLength={128}
              pattern={KEY_PATTERN}
              title="Letters, digits, dots, dashes and underscores, beginning with a letter or a digit"
              placeholder="new-checkout"
              value={flag.key}
              onInput={(key) => {
                setHasOwnKey(key !== '');
                change({ key });
              }}
            />
          )}
        </Field>
        <Field label="Type">
          {(control) => (
            <Select
              {...control}
              value={flag.type}
              options={TYPES}
              onChange={(type) => change({ type, fallback: EXAMPLES[type][0], other: EXAMPLES[type][1] })}
            />
          )}
        </Field>
        {flag.type !== 'boolean' && (
          <div class="row">
            <div class="grow">
              <Field label={`Value of “${FALLBACK}”`} hint="Served until rules say otherwise.">
                {(control) => (
                  <TextInput {...control} mono value={flag.fallback} onInput={(fallback) => change({ fallback })} />
                )}
              </Field>
            </div>
            <div class="grow">
              <Field label={`Value of “${OTHER}”`} hint="Add more on the flag's page.">
                {(control) => <TextInput {...control} mono value={flag.other} onInput={(other) => change({ other })} />}
              </Field>
            </div>
          </div>
        )}
        <Field label="Description" optional>
          {(control) => (
            <TextArea
              {...control}
              maxLength={8_192}
              value={flag.description}
              onInput={(description) => change({ description })}
            />
          )}
        </Field>
        <Faults text={fault} problem={problem} />
      </form>
    </Dialog>
  );
}

const keyFault = (problem: Problem | undefined): string | undefined =>
  problem?.code === 'ALREADY_EXISTS' ? 'A flag with this key exists.' : undefined;

function Faults({
  text,
  problem,
}: {
  readonly text: string | undefined;
  readonly problem: Problem | undefined;
}): JSX.Element | null {
  const messages =
    text === undefined && problem?.code !== 'ALREADY_EXISTS'
      ? (problem?.problems?.map(({ path, message }) => `${path}: ${message}`) ??
        (problem === undefined ? [] : [problem.detail]))
      : text === undefined
        ? []
        : [text];
  if (messages.length === 0) return null;
  return (
    <ul role="alert">
      {messages.map((message) => (
        <li key={message} class="field-error">
          {message}
        </li>
      ))}
    </ul>
  );
}
