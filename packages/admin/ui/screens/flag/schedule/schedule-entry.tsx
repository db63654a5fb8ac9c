import type { JSX } from 'preact';
import type { FlagChange, FlagStatus, ScheduledChange } from '@flagstaff/core';
import type { FieldDiff } from '../../../../src/client.ts';
import { Button } from '../../../components/button.tsx';
import { Details } from '../../../components/details.tsx';
import { Select } from '../../../components/field.tsx';
import { Menu } from '../../../components/menu.tsx';
import { Time } from '../../../components/time.tsx';
import { formatDateTime } from '../../../lib/format.ts';
import { InstantInput } from '../../../components/instant-input.tsx';
import { usePlace } from '../model/place.ts';
import { put } from '../../../lib/put.ts';
import { originOf } from '../model/places.ts';
import { OverrideList } from '../overrides/overrides-tab.tsx';
import { Issue } from '../../../findings/issue.tsx';
import { RulesEditor } from '../rules/rules-editor.tsx';
import { ServeEditor } from '../rules/serve-editor.tsx';
import { STATUS_NAMES } from '../../../changes/field-names.ts';
import { ChangeList } from '../../../changes/change-list.tsx';

type ChangeField = keyof FlagChange;

/** The fields that can wait for a date. */
export const CHANGE_FIELDS: readonly (readonly [field: ChangeField, label: string])[] = [
  ['status', 'On or off'],
  ['default', 'Everyone else'],
  ['off', 'While it is off'],
  ['rules', 'Rules'],
  ['overrides', 'Overrides'],
];

const STATUSES = Object.entries(STATUS_NAMES).map(([value, label]) => ({ value: value as FlagStatus, label }));

/** What changes at an instant. Each field replaces the flag's whole. */
export function ScheduleEntry({
  entry,
  differences,
  path,
  variants,
  onChange,
  onRemove,
}: {
  readonly entry: ScheduledChange;
  /** What it makes different from what holds before it. */
  readonly differences: readonly FieldDiff[];
  readonly path: string;
  readonly variants: readonly string[];
  /** Undefined when nothing can be changed. */
  readonly onChange: ((entry: ScheduledChange) => void) | undefined;
  readonly onRemove: () => void;
}): JSX.Element {
  const { flag, chain } = usePlace();
  const { at, set } = entry;
  const date = formatDateTime(at);
  if (onChange === undefined) {
    return (
      <>
        <p>
          <strong>{date}</strong> <Time at={at} />
        </p>
        <Difference changes={differences} variants={variants} />
      </>
    );
  }
  const change = <F extends ChangeField>(field: F, value: FlagChange[F] | undefined): void =>
    onChange({ ...entry, set: put(set, field, value) });
  const missing = CHANGE_FIELDS.filter(([field]) => !Object.hasOwn(set, field));
  return (
    <div class="stack-tight">
      <div class="row">
        <InstantInput
          label="Date of the change"
          field="scheduledChange.at"
          value={at}
          onChange={(next) => onChange({ ...entry, at: next })}
        />
        <Time at={at} />
        <span class="grow" />
        <Button look="ghost" icon="trash" label={`Remove the change of ${date}`} onClick={onRemove} />
      </div>
      <Issue path={`${path}.at`} />
      {/* A difference of long lists is costly while they are edited. */}
      <Details summary="What it changes" open={!Object.hasOwn(set, 'rules') && !Object.hasOwn(set, 'overrides')}>
        {() => <Difference changes={differences} variants={variants} />}
      </Details>
      <div class="schedule-fields" data-field="scheduledChange.set">
        {CHANGE_FIELDS.filter(([field]) => Object.hasOwn(set, field)).map(([field, label]) => (
          <section key={field} class="schedule-field" aria-label={label}>
            <header class="row">
              <h4>{label}</h4>
              {Object.keys(set).length > 1 && (
                <Button
                  look="ghost"
                  icon="x"
                  label={`Do not change: ${label}`}
                  onClick={() => change(field, undefined)}
                />
              )}
            </header>
            <FieldEditor field={field} set={set} path={`${path}.set.${field}`} variants={variants} change={change} />
          </section>
        ))}
      </div>
      <Issue path={`${path}.set`} />
      {missing.length > 0 && (
        <Menu
          look="ghost"
          icon="plus"
          actions={missing.map(([field, label]) => ({
            label,
            onSelect: () => change(field, originOf(flag, chain, field).value ?? startOf(field, variants)),
          }))}
        >
          Also change
        </Menu>
      )}
    </div>
  );
}

function Difference(shown: Parameters<typeof ChangeList>[0]): JSX.Element {
  return shown.changes.length === 0 ? (
    <p class="muted">Nothing: it is so before it already.</p>
  ) : (
    <ChangeList {...shown} />
  );
}

function startOf(field: ChangeField, variants: readonly string[]): FlagChange[ChangeField] {
  if (field === 'status') return 'active';
  return field === 'rules' || field === 'overrides' ? [] : variants[0]!;
}

function FieldEditor({
  field,
  set,
  path,
  variants,
  change,
}: {
  readonly field: ChangeField;
  readonly set: FlagChange;
  readonly path: string;
  readonly variants: readonly string[];
  readonly change: <F extends ChangeField>(field: F, value: FlagChange[F]) => void;
}): JSX.Element {
  switch (field) {
    case 'status':
      return (
        <Select
          aria-label="On or off from then on"
          data-field="scheduledChange.set.status"
          value={set.status ?? 'active'}
          options={STATUSES}
          onChange={(status) => change('status', status)}
        />
      );
    case 'default':
      return (
        <ServeEditor
          value={set.default ?? ''}
          label="Everyone else gets from then on"
          path={path}
          variants={variants}
          field="scheduledChange.set.default"
          onChange={(serve) => change('default', serve)}
        />
      );
    case 'off':
      return (
        <Select
          aria-label="While it is off, everyone gets from then on"
          data-field="scheduledChange.set.off"
          value={set.off ?? ''}
          options={variants.map((name) => ({ value: name, label: name }))}
          onChange={(name) => change('off', name)}
        />
      );
    case 'rules':
      return (
        <div data-field="scheduledChange.set.rules">
          <RulesEditor
            rules={set.rules ?? []}
            path={path}
            variants={variants}
            onChange={(rules) => change('rules', rules)}
          />
        </div>
      );
    case 'overrides':
    default:
      return (
        <div data-field="scheduledChange.set.overrides">
          <OverrideList
            overrides={set.overrides ?? []}
            path={path}
            variants={variants}
            onChange={(overrides) => change('overrides', overrides)}
          />
        </div>
      );
  }
}
