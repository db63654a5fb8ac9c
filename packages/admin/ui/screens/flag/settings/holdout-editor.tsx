import type { JSX } from 'preact';
import type { Holdout } from '@flagstaff/core';
import { Button } from '../../../components/button.tsx';
import { Field, TextInput } from '../../../components/field.tsx';
import { useIssue } from '../../../findings/findings.ts';
import { put } from '../../../lib/put.ts';
import { ATTRIBUTE_NAMES } from '../../../context/attribute-names.tsx';
import { Issue } from '../../../findings/issue.tsx';
import { NumberInput } from '../../../components/number-input.tsx';

/** The share of subjects that no change of the flag reaches, so that its effect can be measured. */
export function HoldoutEditor({
  holdout,
  onChange,
}: {
  readonly holdout: Holdout | undefined;
  readonly onChange: (holdout: Holdout | undefined) => void;
}): JSX.Element {
  const nameIssue = useIssue('$.holdout.name');
  if (holdout === undefined) {
    return (
      <div class="stack-tight">
        <h3>Holdout</h3>
        <p class="muted">
          A holdout excludes the same share of subjects from several flags, so that their common effect can be measured.
        </p>
        <span>
          <Button icon="plus" onClick={() => onChange({ name: 'holdout', percentage: 5 })}>
            Add holdout
          </Button>
        </span>
      </div>
    );
  }
  return (
    <div class="stack-tight" data-field="flag.holdout">
      <h3>Holdout</h3>
      <div class="field-pair">
        <Field label="Name of the holdout" hint="The same name excludes the same subjects." error={nameIssue}>
          {(control) => (
            <TextInput
              {...control}
              mono
              data-field="holdout.name"
              value={holdout.name}
              onInput={(name) => onChange({ ...holdout, name })}
            />
          )}
        </Field>
        <Field label="By attribute" hint="Defaults to targetingKey.">
          {(control) => (
            <TextInput
              {...control}
              mono
              list={ATTRIBUTE_NAMES}
              data-field="holdout.by"
              placeholder="targetingKey"
              value={holdout.by ?? ''}
              onInput={(by) => onChange(put(holdout, 'by', by === '' ? undefined : by))}
            />
          )}
        </Field>
      </div>
      <div class="row">
        <NumberInput
          aria-label="Percentage of subjects held out"
          data-field="holdout.percentage"
          value={holdout.percentage}
          onChange={(percentage) => onChange({ ...holdout, percentage })}
        />
        <span>% of subjects get the off variant</span>
        <Button look="ghost" icon="x" onClick={() => onChange(undefined)}>
          No holdout
        </Button>
      </div>
      <Issue path="$.holdout" below />
    </div>
  );
}
