import { useEffect, useState } from 'preact/hooks';
import type { JSX } from 'preact';
import type { SegmentDocument } from '@flagstaff/core';
import { useApi } from '../../api/query.ts';
import { ChangeList } from '../../changes/change-list.tsx';
import { EffectTable, NOT_ALLOWED } from '../../changes/effect-table.tsx';
import { WriteDialog } from '../../changes/write-dialog.tsx';
import { changedFields } from '../../../src/changed-fields.ts';
import { Button } from '../../components/button.tsx';
import { Details } from '../../components/details.tsx';
import { Field, Select, TextArea, TextInput } from '../../components/field.tsx';
import { FloatingBar } from '../../components/floating-bar.tsx';
import { Switch } from '../../components/switch.tsx';
import { ATTRIBUTE_NAMES } from '../../context/attribute-names.tsx';
import { TAGS } from '../../lib/tags.ts';
import { useParsed } from '../../lib/use-parsed.ts';
import { WhenEditor } from '../../conditions/when-editor.tsx';
import { findings, NO_FINDINGS } from '../../findings/findings.ts';
import { KeyList } from './key-list.tsx';

/** Fields of a segment. Undefined removes one. */
type Part = { readonly [field in keyof SegmentDocument]?: SegmentDocument[field] | undefined };

/** Edits who is in a segment. */
export function SegmentEditor({
  stored,
  version,
  draft,
  isDirty,
  onChange,
  onDiscard,
}: {
  /** What the draft is compared with. */
  readonly stored: SegmentDocument;
  readonly version: number;
  readonly draft: SegmentDocument;
  readonly isDirty: boolean;
  readonly onChange: (draft: SegmentDocument) => void;
  readonly onDiscard: () => void;
}): JSX.Element {
  const { key } = draft;
  const [isSaving, setSaving] = useState(false);
  const set = (part: Part): void => onChange(withoutAbsent({ ...draft, ...part }));
  const changes = [{ set: draft, ifVersion: version }] as const;
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
        <h2 class="panel-title">Who is in it</h2>
        <div class="panel-body stack">
          <div data-field="segment.when">
            <WhenEditor
              when={draft.when}
              path="$.when"
              empty="No conditions: only those listed below, or everyone when none are."
              onChange={(when) => set({ when })}
            />
          </div>
          <div class="segment-lists">
            <KeyList
              label="Always in it"
              field="segment.include"
              keys={draft.include ?? []}
              onChange={(include) => set({ include })}
            />
            <KeyList
              label="Never in it"
              field="segment.exclude"
              keys={draft.exclude ?? []}
              onChange={(exclude) => set({ exclude })}
            />
          </div>
        </div>
      </section>
      <Details summary="Settings" class="panel panel-body">
        <Settings draft={draft} set={set} />
      </Details>
      {isDirty && (
        <FloatingBar
          label="Unsaved changes"
          text={
            problems.length > 0 ? (
              <span class="field-error">{problems[0]!.message}</span>
            ) : (
              <strong>Unsaved changes</strong>
            )
          }
        >
          <Button onClick={onDiscard}>Discard</Button>
          <Button look="primary" disabled={problems.length > 0} onClick={() => setSaving(true)}>
            Review and save…
          </Button>
        </FloatingBar>
      )}
      {isSaving && (
        <WriteDialog
          title={`Save ${key}`}
          action="Save"
          changes={[...changes]}
          done={`${key} was saved.`}
          blocked={preview.data?.data.allowed === false ? NOT_ALLOWED : undefined}
          onClose={() => setSaving(false)}
        >
          <ChangeList changes={changedFields(stored, draft)} variants={[]} />
          <EffectTable preview={preview.data?.data} error={preview.error?.problem.detail} />
        </WriteDialog>
      )}
    </>
  );
}

const NONE: readonly string[] = [];

function Settings({
  draft: { parent, by, enabled = true, members, name, description, owner, tags: known = NONE, key },
  set,
}: {
  readonly draft: SegmentDocument;
  readonly set: (part: Part) => void;
}): JSX.Element {
  const { data } = useApi('GET /{kind}', { params: { kind: 'segments' }, query: { limit: 500 } });
  const others = data?.data.items.map((each) => each.key).filter((each) => each !== key) ?? [];
  const text = (given: string): string | undefined => (given === '' ? undefined : given);
  const tags = useParsed(known, TAGS, (next) => set({ tags: next.length === 0 ? undefined : next }));
  return (
    <div class="segment-settings">
      <Field label="Name" optional>
        {(control) => (
          <TextInput
            {...control}
            data-field="segment.name"
            value={name ?? ''}
            onInput={(next) => set({ name: text(next) })}
          />
        )}
      </Field>
      <Field label="Owner" optional>
        {(control) => (
          <TextInput
            {...control}
            data-field="segment.owner"
            value={owner ?? ''}
            onInput={(next) => set({ owner: text(next) })}
          />
        )}
      </Field>
      <Field label="Lists are of" hint="The attribute that is compared with the lists and the stored members.">
        {(control) => (
          <TextInput
            {...control}
            data-field="segment.by"
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
            data-field="segment.parent"
            value={parent ?? ''}
            options={[
              { value: '', label: 'No other segment' },
              ...others.map((each) => ({ value: each, label: each })),
            ]}
            onChange={(next) => set({ parent: text(next) })}
          />
        )}
      </Field>
      <Field label="Tags" optional hint="Separated by commas.">
        {(control) => (
          <TextInput
            {...control}
            data-field="segment.tags"
            value={tags.text}
            onInput={tags.onText}
            onBlur={tags.onBlur}
          />
        )}
      </Field>
      <Field label="Description" optional>
        {(control) => (
          <TextArea
            {...control}
            data-field="segment.description"
            value={description ?? ''}
            onInput={(next) => set({ description: text(next) })}
          />
        )}
      </Field>
      <div class="stack">
        <span data-field="segment.enabled">
          <Switch
            label="On. While it is off, it has no members"
            checked={enabled}
            onChange={(next) => set({ enabled: next ? undefined : false })}
          />
        </span>
        <span data-field="segment.members">
          <Switch
            label="Stored members, kept beside the document"
            checked={members === 'stored'}
            onChange={(next) => set({ members: next ? 'stored' : undefined })}
          />
        </span>
      </div>
    </div>
  );
}

/** Absent fields have no value, and empty lists are absent. */
function withoutAbsent(segment: { readonly [field in keyof SegmentDocument]: unknown }): SegmentDocument {
  const entries = Object.entries(segment).filter(
    ([, value]) => value !== undefined && !(Array.isArray(value) && value.length === 0),
  );
  return Object.fromEntries(entries) as unknown as SegmentDocument;
}
