import { useId } from 'preact/hooks';
import type { JSX } from 'preact';
import type { FlagDocument, Prerequisite } from '@flagstaff/core';
import { Link } from 'wouter-preact';
import { useApi } from '../../../api/query.ts';
import { Button } from '../../../components/button.tsx';
import { Field, TextInput } from '../../../components/field.tsx';
import { Variant } from '../../../components/split-bar.tsx';
import { itemId, sameItem } from '../../../lib/item-ids.ts';
import { insertAt, removeAt, replaceAt } from '../../../lib/lists.ts';
import { pathTo } from '../../../lib/paths.ts';
import { useDraft, useMayEditDraft } from '../model/draft.ts';
import { useIssue } from '../../../findings/findings.ts';
import { put } from '../../../lib/put.ts';
import { variantsOf } from '../../../lib/variants-of.ts';
import { Issue } from '../../../findings/issue.tsx';
import { GateChip } from './gate-chip.tsx';
import { PrerequisiteGraph } from './prerequisite-graph.tsx';
import { useRequirement } from './requirement.ts';
import './prerequisites.css';

/** The flags on which this one depends. They are the same in every environment. */
export function PrerequisitesTab(): JSX.Element {
  const { flag, edit } = useDraft();
  const { allowed: mayEdit, reason } = useMayEditDraft();
  const { prerequisites = [] } = flag.value;
  const set = (next: readonly Prerequisite[]): void =>
    edit((before) => put(before, 'prerequisites', next.length === 0 ? undefined : next));
  return (
    <div class="panel prerequisites" data-field="flag.prerequisites">
      <header class="stack-tight">
        <h2>Prerequisites</h2>
        <p class="muted">
          Where another flag serves none of the variants that are wanted, this one serves its off variant. The same in
          all environments.
        </p>
        {!mayEdit && <p class="muted">{reason}</p>}
      </header>
      <PrerequisiteGraph flag={flag.value} />
      {prerequisites.length === 0 && <p class="secondary">This flag depends on no other.</p>}
      <ul class="stack-tight">
        {prerequisites.map((each, index) => (
          <PrerequisiteRow
            key={itemId(each)}
            prerequisite={each}
            path={`$.prerequisites[${index}]`}
            onChange={mayEdit ? (changed) => set(replaceAt(prerequisites, index, sameItem(each, changed))) : undefined}
            onRemove={() => set(removeAt(prerequisites, index))}
          />
        ))}
      </ul>
      <Issue path="$.prerequisites" />
      {mayEdit && (
        <span>
          <Button
            icon="plus"
            onClick={() => set(insertAt(prerequisites, prerequisites.length, { flag: '', variants: [] }))}
          >
            Add prerequisite
          </Button>
        </span>
      )}
    </div>
  );
}

function PrerequisiteRow({
  prerequisite,
  path,
  onChange,
  onRemove,
}: {
  readonly prerequisite: Prerequisite;
  readonly path: string;
  readonly onChange: ((prerequisite: Prerequisite) => void) | undefined;
  readonly onRemove: () => void;
}): JSX.Element {
  const { flag: key, variants } = prerequisite;
  const { flag: draft } = useDraft();
  const keys = useId();
  const mayEdit = onChange !== undefined;
  const found = useApi(
    'GET /{kind}',
    { params: { kind: 'flags' }, query: { q: key, limit: 20 } },
    { enabled: mayEdit, keep: true },
  );
  const items = found.data?.data.items ?? [];
  const isKnown = items.some((item) => item.key === key);
  const { data } = useApi('GET /{kind}/{key}', { params: { kind: 'flags', key } }, { enabled: isKnown });
  const names = data === undefined ? variants : Object.keys(variantsOf(data.data as FlagDocument));
  const flagIssue = useIssue(`${path}.flag`);
  const { gate } = useRequirement(draft.value.key, key, true);
  if (!mayEdit) {
    return (
      <li class="row">
        <Link class="link mono" href={pathTo('flag', { key })}>
          {key}
        </Link>
        serves {variants.join(' or ')} <GateChip gate={gate} />
      </li>
    );
  }
  return (
    <li class="prerequisite">
      <Field label="Flag" error={flagIssue}>
        {(control) => (
          <TextInput
            {...control}
            data-field="prerequisite.flag"
            mono
            list={keys}
            value={key}
            onInput={(next) => onChange({ flag: next, variants: next === key ? variants : [] })}
          />
        )}
      </Field>
      <datalist id={keys}>
        {items
          .filter((item) => item.key !== draft.value.key)
          .map((item) => (
            <option key={item.key}>{item.key}</option>
          ))}
      </datalist>
      <fieldset class="prerequisite-variants" data-field="prerequisite.variants">
        <legend class="field-label">Must serve one of</legend>
        {names.length === 0 && <span class="muted">Choose a flag first.</span>}
        {names.map((name) => (
          <label key={name} class="row">
            <input
              type="checkbox"
              class="checkbox"
              checked={variants.includes(name)}
              onChange={({ currentTarget }) =>
                onChange({
                  ...prerequisite,
                  variants: names.filter((each) => (each === name ? currentTarget.checked : variants.includes(each))),
                })
              }
            />
            <Variant name={name} variants={names} />
          </label>
        ))}
        <GateChip gate={gate} />
      </fieldset>
      <Button look="ghost" icon="trash" label={`Remove the prerequisite ${key}`} onClick={onRemove} />
      <Issue path={`${path}.variants`} below />
    </li>
  );
}
