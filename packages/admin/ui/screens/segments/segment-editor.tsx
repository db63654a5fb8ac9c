import { useEffect, useState } from 'preact/hooks';
import type { JSX } from 'preact';
import type { SegmentDocument } from '@flagstaff/core';
import { useApi } from '../../api/query.ts';
import { ChangeList } from '../../changes/change-list.tsx';
import { EffectTable } from '../../changes/effect-table.tsx';
import { WriteDialog } from '../../changes/write-dialog.tsx';
import { changedFields } from '../../../src/changed-fields.ts';
import { Button } from '../../components/button.tsx';
import { Field, Select, TextArea, TextInput } from '../../components/field.tsx';
import { Switch } from '../../components/switch.tsx';
import { ATTRIBUTE_NAMES } from '../../context/attribute-names.tsx';
import { same } from '../../lib/same.ts';
import { WhenEditor } from '../flag/conditions/when-editor.tsx';
import { findings, NO_FINDINGS } from '../flag/model/findings.ts';
import { KeyList } from './key-list.tsx';
import type { StoredSegment } from './segment-words.ts';

/** Fields of a segment. Undefined removes one. */
type Part = { readonly [field in keyof SegmentDocument]?: SegmentDocument[field] | undefined };

/** Edits who is in a segment. */
export function SegmentEditor({
  base,
  onDirty,
}: {
  readonly base: StoredSegment;
  readonly onDirty: (isDirty: boolean) => void;
}): JSX.Element {
  const stored = bodyOf(base);
  const [draft, setDraft] = useState<SegmentDocument>(stored);
  const [isSaving, setSaving] = useState(false);
  const isDirty = !same(stored, draft);
  useEffect(() => onDirty(isDirty), [isDirty]);
  const set = (part: Part): void => setDraft((before) => withoutAbsent({ ...before, ...part }));
  const changes = [{ set: draft, ifVersion: base.version }] as const;
  const preview = useApi('POST /preview', { body: { changes: [...changes] } }, { enabled: isDirty, keep: true });
  const problems = isDirty ? (preview.data?.data.problems ?? []) : [];
  useEffect(() => {
    findings.value = { ...NO_FINDINGS, issues: problems };
    return () => {
      findings.value = NO_FINDINGS;
    };
  }, [JSON.stringify(problems)]);
  return (
    <>
      <section class="panel" aria-label="Conditions">
        <h2 class="segment-title">Who is in it</h2>
        <div class="panel-body stack">
          <WhenEditor
            when={draft.when}
            path="$.when"
            empty="No conditions: only those listed below, or everyone when none are."
            onChange={(when) => set({ when })}
          />
          <div class="segment-lists">
            <KeyList label="Always in it" keys={draft.include ?? []} onChange={(include) => set({ include })} />
            <KeyList label="Never in it" keys={draft.exclude ?? []} onChange={(exclude) => set({ exclude })} />
          </div>
        </div>
      </section>
      <details class="details panel panel-body">
        <summary>Settings</summary>
        <Settings draft={draft} set={set} />
      </details>
      {isDirty && (
        <div class="segment-save" role="region" aria-label="Unsaved changes">
          <span class="grow">
            {problems.length > 0 ? (
              <span class="field-error">{problems[0]!.message}</span>
            ) : (
              <strong>Unsaved changes</strong>
            )}
          </span>
          <Button onClick={() => setDraft(stored)}>Discard</Button>
          <Button look="primary" disabled={problems.length > 0} onClick={() => setSaving(true)}>
            Review and save…
          </Button>
        </div>
      )}
      {isSaving && (
        <WriteDialog
          title={`Save ${base.key}`}
          action="Save"
          changes={[...changes]}
          done={`${base.key} was saved.`}
          blocked={
            preview.data?.data.allowed === false
              ? 'You may not write this in every environment that it affects.'
              : undefined
          }
          onClose={() => setSaving(false)}
        >
          <ChangeList changes={changedFields(stored, draft)} variants={[]} />
          <EffectTable preview={preview.data?.data} error={preview.error?.problem.detail} />
        </WriteDialog>
      )}
    </>
  );
}

function Settings({
  draft: { parent, by, enabled = true, members, name, description, owner, key },
  set,
}: {
  readonly draft: SegmentDocument;
  readonly set: (part: Part) => void;
}): JSX.Element {
  const { data } = useApi('GET /{kind}', { params: { kind: 'segments' }, query: { limit: 500 } });
  const others = data?.data.items.map((each) => each.key).filter((each) => each !== key) ?? [];
  const text = (given: string): string | undefined => (given === '' ? undefined : given);
  return (
    <div class="segment-settings">
      <Field label="Name" optional>
        {(control) => <TextInput {...control} value={name ?? ''} onInput={(next) => set({ name: text(next) })} />}
      </Field>
      <Field label="Owner" optional>
        {(control) => <TextInput {...control} value={owner ?? ''} onInput={(next) => set({ owner: text(next) })} />}
      </Field>
      <Field label="Lists are of" hint="The attribute that is compared with the lists and the stored members.">
        {(control) => (
          <TextInput
            {...control}
            mono
            list={ATTRIBUTE_NAMES}
            placeholder="targetingKey"
            value={by ?? ''}
            onInput={(next) => set({ by: text(next) })}
          />
        )}
      </Field>
      <Field label="Within" hint="Only who is also in this segment.">
        {(control) => (
          <Select
            {...control}
            value={parent ?? ''}
            options={[
              { value: '', label: 'No other segment' },
              ...others.map((each) => ({ value: each, label: each })),
            ]}
            onChange={(next) => set({ parent: text(next) })}
          />
        )}
      </Field>
      <Field label="Description" optional>
        {(control) => (
          <TextArea {...control} value={description ?? ''} onInput={(next) => set({ description: text(next) })} />
        )}
      </Field>
      <div class="stack">
        <Switch
          label="On. While it is off, nobody is in it"
          checked={enabled}
          onChange={(next) => set({ enabled: next ? undefined : false })}
        />
        <Switch
          label="Stored members, kept beside the document"
          checked={members === 'stored'}
          onChange={(next) => set({ members: next ? 'stored' : undefined })}
        />
      </div>
    </div>
  );
}

/** A segment without what the store adds. */
function bodyOf({
  version: _1,
  createdAt: _2,
  updatedAt: _3,
  createdBy: _4,
  updatedBy: _5,
  ...body
}: StoredSegment & {
  readonly createdBy?: string;
}): SegmentDocument {
  return body;
}

/** Absent fields have no value, and empty lists are absent. */
function withoutAbsent(segment: { readonly [field in keyof SegmentDocument]: unknown }): SegmentDocument {
  const entries = Object.entries(segment).filter(
    ([, value]) => value !== undefined && !(Array.isArray(value) && value.length === 0),
  );
  return Object.fromEntries(entries) as unknown as SegmentDocument;
}
