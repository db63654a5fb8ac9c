import type { JSX } from 'preact';
import { Details } from '../../../components/details.tsx';
import { Field, TextInput } from '../../../components/field.tsx';
import { useIssue } from '../../../findings/findings.ts';
import { put } from '../../../lib/put.ts';
import { ATTRIBUTE_NAMES } from '../../../context/attribute-names.tsx';

/** What decides a subject's place in a hash space. */
interface Bucketing {
  readonly by?: string;
  readonly seed?: string;
}

/** The attribute and the seed of a rollout or a split. Rarely needed, so they are folded away. */
export function BucketFields<T extends Bucketing>({
  of,
  value,
  path,
  onChange,
}: {
  /** The part of the schema that has them. */
  readonly of: 'rollout' | 'split';
  readonly value: T;
  readonly path: string;
  readonly onChange: (value: T) => void;
}): JSX.Element {
  return (
    <Details summary="Bucketing" open={value.by !== undefined || value.seed !== undefined}>
      <div class="field-pair">
        <Field label="By attribute" hint="Defaults to targetingKey." error={useIssue(`${path}.by`)}>
          {(control) => (
            <TextInput
              {...control}
              mono
              list={ATTRIBUTE_NAMES}
              data-field={`${of}.by`}
              placeholder="targetingKey"
              value={value.by ?? ''}
              onInput={(by) => onChange(put<Bucketing, 'by'>(value, 'by', by === '' ? undefined : by) as T)}
            />
          )}
        </Field>
        <Field
          label="Seed"
          hint="Defaults to the flag's. Another one reshuffles subjects."
          error={useIssue(`${path}.seed`)}
        >
          {(control) => (
            <TextInput
              {...control}
              mono
              data-field={`${of}.seed`}
              value={value.seed ?? ''}
              onInput={(seed) => onChange(put<Bucketing, 'seed'>(value, 'seed', seed === '' ? undefined : seed) as T)}
            />
          )}
        </Field>
      </div>
    </Details>
  );
}
