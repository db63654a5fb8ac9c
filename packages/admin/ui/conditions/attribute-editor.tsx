import type { JSX } from 'preact';
import type { AttributeCondition, Operator } from '@flagstaff/core';
import { OPERATOR_INFO } from '@flagstaff/core/management';
import { TextInput } from '../components/field.tsx';
import { OPERATOR_WORDS } from '../lib/sentence.ts';
import { put } from '../lib/put.ts';
import { ATTRIBUTE_NAMES } from '../context/attribute-names.tsx';
import { Issue } from '../findings/issue.tsx';
import { OperandEditor, operandFor } from './operand-editor.tsx';
import { PatternTry } from './pattern-try.tsx';

/** The operators as a list groups them. Every operator is in one of these: a test compares them with core's. */
const GROUPS: readonly (readonly [label: string, operators: readonly Operator[]])[] = [
  ['Equality', ['eq', 'ne', 'in', 'not_in', 'exists', 'not_exists']],
  ['Text', ['contains', 'not_contains', 'starts_with', 'ends_with', 'matches']],
  ['Number', ['gt', 'gte', 'lt', 'lte', 'modulo']],
  ['Version', ['semver_eq', 'semver_ne', 'semver_gt', 'semver_gte', 'semver_lt', 'semver_lte', 'semver_range']],
  ['Date', ['date_after', 'date_before']],
  ['Network', ['in_cidr', 'not_in_cidr']],
];

/** An attribute, an operator and the value that it needs. */
export function AttributeEditor({
  condition,
  path,
  onChange,
  remove,
}: {
  readonly condition: AttributeCondition;
  readonly path: string;
  readonly onChange: (condition: AttributeCondition) => void;
  readonly remove: JSX.Element;
}): JSX.Element {
  const { attribute, operator, value, ignoreCase } = condition;
  const { value: operand, ignoreCase: foldable } = OPERATOR_INFO[operator];
  return (
    <div class="condition-leaf">
      <div class="condition-line">
        <TextInput
          aria-label="Attribute"
          data-field="condition.attribute"
          mono
          list={ATTRIBUTE_NAMES}
          placeholder="attribute"
          value={attribute}
          onInput={(name) => onChange({ ...condition, attribute: name })}
        />
        <select
          class="input select"
          aria-label="Operator"
          data-field="condition.operator"
          onChange={(event) => onChange(withOperator(condition, event.currentTarget.value as Operator))}
        >
          {GROUPS.map(([label, operators]) => (
            <optgroup key={label} label={label}>
              {operators.map((name) => (
                <option key={name} value={name} selected={name === operator}>
                  {OPERATOR_WORDS[name]}
                </option>
              ))}
            </optgroup>
          ))}
        </select>
        <div class="condition-value" data-field="condition.value">
          <OperandEditor kind={operand} value={value} onChange={(next) => onChange({ ...condition, value: next })} />
        </div>
        {foldable && (
          <label class="condition-case" title="Ignore case">
            <input
              type="checkbox"
              class="checkbox"
              data-field="condition.ignoreCase"
              checked={ignoreCase === true}
              onChange={(event) =>
                onChange(put(condition, 'ignoreCase', event.currentTarget.checked ? true : undefined))
              }
            />
            <span>any case</span>
          </label>
        )}
        {remove}
      </div>
      {operand === 'pattern' && <PatternTry condition={condition} />}
      <Issue path={path} below />
    </div>
  );
}

/** Changes the operator, and keeps as much of the value as the new one can take. */
function withOperator(condition: AttributeCondition, operator: Operator): AttributeCondition {
  const { value: operand, ignoreCase: foldable } = OPERATOR_INFO[operator];
  const before = OPERATOR_INFO[condition.operator].value;
  const value = before === operand ? condition.value : operandFor(operand, condition.value);
  const changed = put({ ...condition, operator }, 'value', value);
  return foldable ? changed : put(changed, 'ignoreCase', undefined);
}
