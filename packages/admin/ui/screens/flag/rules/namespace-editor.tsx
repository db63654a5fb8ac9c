import type { JSX } from 'preact';
import type { Namespace } from '@flagstaff/core';
import { BucketStrip } from '../../../components/bucket-strip.tsx';
import { Button } from '../../../components/button.tsx';
import { Details } from '../../../components/details.tsx';
import { Field, TextInput } from '../../../components/field.tsx';
import { useIssue } from '../../../findings/findings.ts';
import { put } from '../../../lib/put.ts';
import { ATTRIBUTE_NAMES } from '../../../context/attribute-names.tsx';
import { Issue } from '../../../findings/issue.tsx';
import { NumberInput } from '../../../components/number-input.tsx';

/** The range of a namespace that a rule is limited to, so that experiments share no subject. */
export function NamespaceEditor({
  namespace,
  path,
  onChange,
}: {
  readonly namespace: Namespace | undefined;
  readonly path: string;
  readonly onChange: (namespace: Namespace | undefined) => void;
}): JSX.Element {
  const nameIssue = useIssue(`${path}.name`);
  const byIssue = useIssue(`${path}.by`);
  if (namespace === undefined) {
    return (
      <Details summary="Namespace">
        <p class="muted">Experiments with disjoint ranges of one namespace never share a subject, across all flags.</p>
        <Button onClick={() => onChange({ name: 'experiments', range: [0, 50] })}>Limit to a namespace</Button>
      </Details>
    );
  }
  const [from, to] = namespace.range;
  return (
    <Details summary="Namespace" open field="rule.namespace">
      <div class="field-pair">
        <Field label="Namespace" error={nameIssue}>
          {(control) => (
            <TextInput
              {...control}
              mono
              data-field="namespace.name"
              value={namespace.name}
              onInput={(name) => onChange({ ...namespace, name })}
            />
          )}
        </Field>
        <Field label="By attribute" hint="Defaults to targetingKey." error={byIssue}>
          {(control) => (
            <TextInput
              {...control}
              mono
              list={ATTRIBUTE_NAMES}
              data-field="namespace.by"
              placeholder="targetingKey"
              value={namespace.by ?? ''}
              onInput={(by) => onChange(put(namespace, 'by', by === '' ? undefined : by))}
            />
          )}
        </Field>
      </div>
      <div class="row" data-field="namespace.range">
        <span>From</span>
        <NumberInput
          aria-label="Start of the range in percent"
          value={from}
          onChange={(start) => onChange({ ...namespace, range: [start, to] })}
        />
        <span>to</span>
        <NumberInput
          aria-label="End of the range in percent"
          value={to}
          onChange={(end) => onChange({ ...namespace, range: [from, end] })}
        />
        <span>%</span>
        <Button look="ghost" icon="x" onClick={() => onChange(undefined)}>
          No namespace
        </Button>
      </div>
      <BucketStrip
        label={`The namespace ${namespace.name}`}
        parts={to > from ? [{ from, to, label: 'this rule', class: 'variant-1' }] : []}
      />
      <Issue path={`${path}.range`} below />
    </Details>
  );
}
