import type { JSX } from 'preact';
import type { FlagDocument } from '@flagstaff/core';
import { Field, Select, TextArea, TextInput } from '../../../components/field.tsx';
import { Switch } from '../../../components/switch.tsx';
import { OptionalInstant } from '../../../conditions/time-editor.tsx';
import { useDraft, useMayEditDraft } from '../model/draft.ts';
import { useIssue } from '../../../findings/findings.ts';
import { put } from '../../../lib/put.ts';
import { TAGS } from '../../../lib/tags.ts';
import { useParsed } from '../../../lib/use-parsed.ts';
import { HoldoutEditor } from './holdout-editor.tsx';
import { MetadataEditor } from './metadata-editor.tsx';
import { VariantsEditor } from './variants-editor.tsx';
import './settings.css';

const STATUSES: readonly { readonly value: NonNullable<FlagDocument['status']>; readonly label: string }[] = [
  { value: 'active', label: 'Active: its rules decide' },
  { value: 'inactive', label: 'Off: everyone gets its off variant' },
  { value: 'archived', label: 'Archived: off, and listed apart' },
];

/** What belongs to the flag as a whole: its details for people, its variants, and rare settings. */
export function SettingsTab(): JSX.Element {
  const { flag: draft, edit } = useDraft();
  const { allowed, reason } = useMayEditDraft();
  const flag = draft.value;
  const disabled = !allowed;
  const set = <K extends keyof FlagDocument>(name: K, value: FlagDocument[K] | undefined): void =>
    edit((before) => put(before, name, value));
  const setText = (name: 'name' | 'description' | 'owner' | 'seed', value: string): void =>
    set(name, value === '' ? undefined : value);
  const tags = useParsed(flag.tags ?? [], TAGS, (next) => set('tags', next.length === 0 ? undefined : next));
  const issues = {
    name: useIssue('$.name'),
    description: useIssue('$.description'),
    owner: useIssue('$.owner'),
    tags: useIssue('$.tags', true),
    seed: useIssue('$.seed'),
  };
  return (
    <fieldset class="settings" disabled={disabled}>
      <legend class="visually-hidden">Settings of the flag</legend>
      {!allowed && <p class="muted">{reason}</p>}
      <section class="panel settings-part" aria-label="Details">
        <h2>Details</h2>
        <Field label="Name" optional error={issues.name}>
          {(control) => (
            <TextInput
              {...control}
              data-field="flag.name"
              maxLength={256}
              value={flag.name ?? ''}
              onInput={(value) => setText('name', value)}
            />
          )}
        </Field>
        <Field label="Description" optional hint="Text only. Addresses become links." error={issues.description}>
          {(control) => (
            <TextArea
              {...control}
              data-field="flag.description"
              maxLength={8_192}
              value={flag.description ?? ''}
              onInput={(value) => setText('description', value)}
            />
          )}
        </Field>
        <div class="field-pair">
          <Field label="Owner" optional hint="Whom to ask about the flag." error={issues.owner}>
            {(control) => (
              <TextInput
                {...control}
                data-field="flag.owner"
                maxLength={256}
                value={flag.owner ?? ''}
                onInput={(value) => setText('owner', value)}
              />
            )}
          </Field>
          <Field label="Tags" optional hint="Separated by commas." error={issues.tags}>
            {(control) => (
              <TextInput
                {...control}
                data-field="flag.tags"
                value={tags.text}
                onInput={tags.onText}
                onBlur={tags.onBlur}
              />
            )}
          </Field>
        </div>
        <Field label="Status" hint="Each environment can have its own.">
          {(control) => (
            <Select
              {...control}
              data-field="flag.status"
              value={flag.status ?? 'active'}
              options={STATUSES}
              onChange={(status) => set('status', status)}
            />
          )}
        </Field>
        <OptionalInstant
          label="Remove from the code by"
          field="flag.removeBy"
          value={flag.removeBy}
          onChange={(at) => set('removeBy', at)}
        />
        <span data-field="flag.permanent">
          <Switch
            label="Permanent: stays for good, and is not reported as settled"
            checked={flag.permanent === true}
            disabled={disabled}
            onChange={(on) => set('permanent', on ? true : undefined)}
          />
        </span>
        <span data-field="flag.clientSide">
          <Switch
            label="Client side: may be sent to browsers"
            checked={flag.clientSide === true}
            disabled={disabled}
            onChange={(on) => set('clientSide', on ? true : undefined)}
          />
        </span>
      </section>
      <section class="panel settings-part" aria-label="Variants">
        <h2>Variants</h2>
        <VariantsEditor />
      </section>
      <section class="panel settings-part" aria-label="Rare settings">
        <h2>Bucketing and metadata</h2>
        <Field
          label="Seed"
          optional
          hint="Defaults to the key. Another one reshuffles all subjects."
          error={issues.seed}
        >
          {(control) => (
            <TextInput
              {...control}
              mono
              data-field="flag.seed"
              placeholder={flag.key}
              value={flag.seed ?? ''}
              onInput={(value) => setText('seed', value)}
            />
          )}
        </Field>
        <HoldoutEditor holdout={flag.holdout} onChange={(holdout) => set('holdout', holdout)} />
        <MetadataEditor metadata={flag.metadata ?? {}} onChange={(metadata) => set('metadata', metadata)} />
      </section>
    </fieldset>
  );
}
