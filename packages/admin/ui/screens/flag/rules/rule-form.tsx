import type { JSX } from 'preact';
import type { Rule } from '@flagstaff/core';
import { Field, TextInput } from '../../../components/field.tsx';
import { Switch } from '../../../components/switch.tsx';
import { WhenEditor } from '../../../conditions/when-editor.tsx';
import { useIssue } from '../../../findings/findings.ts';
import { useSlices } from '../../../lib/after-paint.ts';
import { put } from '../../../lib/put.ts';
import { NamespaceEditor } from './namespace-editor.tsx';
import { RolloutEditor } from './rollout-editor.tsx';
import type { RuleEditorProps } from './rule-editor-props.ts';
import { ServeEditor } from './serve-editor.tsx';

/** The name, who, and what they get. */
const PARTS = 3;

/** Everything a rule can say: who, what, and for which share. */
export function RuleForm({ rule, index, path, variants, onChange }: RuleEditorProps): JSX.Element {
  // The form has many controls: those at its top answer the click that opens it, and the others follow.
  const parts = useSlices(PARTS, 1);
  const set = <K extends keyof Rule>(name: K, value: Rule[K] | undefined): void => onChange(put(rule, name, value));
  return (
    <div class="rule-form">
      <div class="rule-form-top">
        <Field label="Name" optional error={useIssue(`${path}.name`)}>
          {(control) => (
            <TextInput
              {...control}
              data-field="rule.name"
              maxLength={256}
              placeholder={`Rule ${index + 1}`}
              value={rule.name ?? ''}
              onInput={(name) => set('name', name === '' ? undefined : name)}
            />
          )}
        </Field>
        <span data-field="rule.enabled">
          <Switch
            label="Rule is used"
            checked={rule.enabled !== false}
            onChange={(on) => set('enabled', on ? undefined : false)}
          />
        </span>
      </div>
      {parts > 1 && (
        <section class="rule-step" aria-label="Who" data-field="rule.when">
          <h4>Who</h4>
          <WhenEditor when={rule.when} path={`${path}.when`} onChange={(when) => set('when', when)} />
        </section>
      )}
      {parts > 2 && <RuleOutcome {...{ rule, index, path, variants, onChange, set }} />}
    </div>
  );
}

/** What a rule serves, and for which share. */
function RuleOutcome({
  rule,
  index,
  path,
  variants,
  onChange,
  set,
}: RuleEditorProps & {
  readonly set: <K extends keyof Rule>(name: K, value: Rule[K] | undefined) => void;
}): JSX.Element {
  return (
    <>
      <section class="rule-step" aria-label="Gets">
        <h4>Gets</h4>
        <ServeEditor
          value={rule.serve}
          label="Matching subjects get"
          path={`${path}.serve`}
          variants={variants}
          field="rule.serve"
          onChange={(serve) => set('serve', serve)}
        />
      </section>
      <section class="rule-step" aria-label="Share" data-field="rule.rollout">
        <h4>Share</h4>
        <RolloutEditor rule={rule} index={index} path={`${path}.rollout`} variants={variants} onChange={onChange} />
      </section>
      <NamespaceEditor
        namespace={rule.namespace}
        path={`${path}.namespace`}
        onChange={(namespace) => set('namespace', namespace)}
      />
    </>
  );
}
