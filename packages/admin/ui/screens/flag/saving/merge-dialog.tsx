import { useState } from 'preact/hooks';
import type { JSX } from 'preact';
import type { JsonValue } from '@flagstaff/core';
import { changedFields } from '../../../../src/changed-fields.ts';
import { Button } from '../../../components/button.tsx';
import { Dialog, DismissButton } from '../../../components/dialog.tsx';
import { Sentence } from '../../../components/sentence.tsx';
import { plural } from '../../../lib/format.ts';
import { bodyOf, useDraft } from '../model/draft.ts';
import { mergeFlags } from '../model/merge.ts';
import type { Choices, MergeConflict } from '../model/merge.ts';
import { variantsOf } from '../../../lib/variants-of.ts';
import { ChangeList } from '../../../changes/change-list.tsx';
import { changeLines } from '../../../changes/change-text.ts';
import { fieldPlace, nameOfPlace } from '../../../changes/field-names.ts';

/** Merges the draft with what someone else wrote: fields that only one changed are taken, the others are asked. */
export function MergeDialog({ onClose }: { readonly onClose: () => void }): JSX.Element | null {
  const draft = useDraft();
  const [choices, setChoices] = useState<Choices>(new Map());
  const newer = draft.newer.value;
  if (newer === undefined) return null;
  const base = bodyOf(draft.base.value);
  const theirs = bodyOf(newer);
  const { document, conflicts } = mergeFlags(base, draft.flag.value, theirs, choices);
  const isDecided = conflicts.every(({ field }) => choices.has(field));
  const variants = Object.keys({ ...variantsOf(base), ...variantsOf(theirs), ...variantsOf(draft.flag.value) });
  const who = newer.flag.updatedBy ?? 'someone else';

  return (
    <Dialog
      title={`Merge with the change by ${who}`}
      size="wide"
      onClose={onClose}
      footer={
        <>
          <DismissButton>Not now</DismissButton>
          <Button
            look="primary"
            disabled={!isDecided}
            onClick={() => {
              draft.rebase(document);
              onClose();
            }}
          >
            {isDecided ? 'Merge' : `Choose for ${plural(conflicts.length, 'field')}`}
          </Button>
        </>
      }
    >
      <section class="stack-tight">
        <h3>Changed by {who}</h3>
        <ChangeList changes={changedFields(base, theirs)} variants={variants} />
      </section>
      {conflicts.length === 0 ? (
        <p class="secondary">You changed other fields, so nothing is lost: the merged draft has both.</p>
      ) : (
        conflicts.map((conflict) => (
          <Conflict
            key={conflict.field}
            conflict={conflict}
            variants={variants}
            choice={choices.get(conflict.field)}
            onChoose={(side) => setChoices(new Map(choices).set(conflict.field, side))}
          />
        ))
      )}
    </Dialog>
  );
}

const SIDES = [
  ['theirs', 'Theirs'],
  ['mine', 'Mine'],
] as const;

/** A field that both changed: what it was, and what each made of it. */
function Conflict({
  conflict,
  variants,
  choice,
  onChoose,
}: {
  readonly conflict: MergeConflict;
  readonly variants: readonly string[];
  readonly choice: 'mine' | 'theirs' | undefined;
  readonly onChoose: (side: 'mine' | 'theirs') => void;
}): JSX.Element {
  const { label, place, field } = fieldPlace(conflict.field);
  const shown = (side: unknown): JSX.Element => (
    <ul>
      {changeLines(field, null, (side ?? null) as JsonValue).map(({ tokens }, index) => (
        <li key={index}>
          <Sentence tokens={tokens} variants={variants} />
        </li>
      ))}
      {(side === undefined || (Array.isArray(side) && side.length === 0)) && <li class="muted">nothing</li>}
    </ul>
  );
  return (
    <fieldset class="conflict">
      <legend>
        <strong>{label}</strong> <span class="muted">{nameOfPlace(place)}: both changed it</span>
      </legend>
      <div class="conflict-sides">
        <div class="conflict-side">
          <p class="muted">Before</p>
          {shown(conflict.base)}
        </div>
        {SIDES.map(([side, text]) => (
          <label key={side} class="conflict-side conflict-choice">
            <span class="row">
              <input type="radio" name={conflict.field} checked={choice === side} onChange={() => onChoose(side)} />
              <strong>{text}</strong>
            </span>
            {shown(conflict[side])}
          </label>
        ))}
      </div>
    </fieldset>
  );
}
