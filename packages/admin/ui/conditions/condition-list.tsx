import type { JSX } from 'preact';
import type { Condition } from '@flagstaff/core';
import { Button } from '../components/button.tsx';
import { Select } from '../components/field.tsx';
import { itemId, sameItem } from '../lib/item-ids.ts';
import { removeAt, replaceAt } from '../lib/lists.ts';
import { Issue } from '../findings/issue.tsx';
import { AddCondition } from './add-condition.tsx';
import { AttributeEditor } from './attribute-editor.tsx';
import { SegmentEditor } from './segment-editor.tsx';
import { TimeEditor } from './time-editor.tsx';
import './conditions.css';

/** Conditions that are joined by a word, and a way to add one. */
export function ConditionList({
  conditions,
  word,
  empty,
  depth,
  path,
  pathOf,
  onChange,
}: {
  readonly conditions: readonly Condition[];
  /** Stands between them. */
  readonly word: 'and' | 'or';
  /** Says what no condition means. */
  readonly empty: string;
  /** The nesting of the conditions, from 1. */
  readonly depth: number;
  readonly path: string;
  readonly pathOf: (index: number) => string;
  readonly onChange: (conditions: readonly Condition[]) => void;
}): JSX.Element {
  return (
    <div class="conditions">
      {conditions.length === 0 ? (
        <p class="muted">{empty}</p>
      ) : (
        <ul>
          {conditions.map((condition, index) => (
            <li key={itemId(condition)} class="condition-item">
              <span class="condition-word" aria-hidden={index === 0}>
                {index === 0 ? 'if' : word}
              </span>
              <ConditionEditor
                condition={condition}
                depth={depth}
                path={pathOf(index)}
                onChange={(changed) => onChange(replaceAt(conditions, index, sameItem(condition, changed)))}
                onRemove={() => onChange(removeAt(conditions, index))}
              />
            </li>
          ))}
        </ul>
      )}
      <Issue path={path} />
      <AddCondition depth={depth} onAdd={(condition) => onChange([...conditions, condition])} />
    </div>
  );
}

interface ConditionProps {
  readonly condition: Condition;
  readonly depth: number;
  readonly path: string;
  readonly onChange: (condition: Condition) => void;
  readonly onRemove: () => void;
}

/** One condition, of any kind. Groups contain others, to any depth that the parser accepts. */
function ConditionEditor({ condition, depth, path, onChange, onRemove }: ConditionProps): JSX.Element {
  const remove = <Button look="ghost" icon="x" label="Remove this condition" onClick={onRemove} />;
  if ('all' in condition || 'any' in condition || 'not' in condition) {
    return (
      <Group condition={condition} depth={depth} path={path} onChange={onChange} onRemove={onRemove} remove={remove} />
    );
  }
  if ('segment' in condition) {
    return <SegmentEditor segment={condition.segment} path={path} onChange={onChange} remove={remove} />;
  }
  if ('time' in condition) {
    return (
      <TimeEditor time={condition.time} path={`${path}.time`} onChange={(time) => onChange({ time })} remove={remove} />
    );
  }
  return <AttributeEditor condition={condition} path={path} onChange={onChange} remove={remove} />;
}

type GroupCondition = Extract<Condition, { all: unknown } | { any: unknown } | { not: unknown }>;
type GroupKind = 'all' | 'any' | 'not';

const GROUPS: readonly { readonly value: GroupKind; readonly label: string }[] = [
  { value: 'all', label: 'all of these hold' },
  { value: 'any', label: 'any of these holds' },
  { value: 'not', label: 'this does not hold' },
];

function Group({
  condition,
  depth,
  path,
  onChange,
  onRemove,
  remove,
}: Omit<ConditionProps, 'condition'> & {
  readonly condition: GroupCondition;
  readonly remove: JSX.Element;
}): JSX.Element {
  const kind: GroupKind = 'all' in condition ? 'all' : 'any' in condition ? 'any' : 'not';
  const inner = membersOf(condition);
  return (
    <div class="condition-group" role="group" aria-label={GROUPS.find(({ value }) => value === kind)!.label}>
      <div class="condition-line">
        <Select
          aria-label="How the conditions inside count"
          data-field={`${kind}.${kind}`}
          value={kind}
          options={GROUPS}
          onChange={(next) => onChange(groupOf(next, inner))}
        />
        {remove}
      </div>
      <ConditionList
        conditions={inner}
        word={kind === 'any' ? 'or' : 'and'}
        empty={kind === 'any' ? 'Nothing inside: it never holds.' : 'Nothing inside: it always holds.'}
        depth={depth + 1}
        path={`${path}.${kind}`}
        pathOf={(index) => (kind === 'not' ? `${path}.not` : `${path}.${kind}[${index}]`)}
        onChange={(next) => (kind === 'not' && next.length === 0 ? onRemove() : onChange(groupOf(kind, next)))}
      />
    </div>
  );
}

/** A `not` of several conditions holds a group of its own. */
function membersOf(condition: GroupCondition): readonly Condition[] {
  if ('all' in condition) return condition.all;
  if ('any' in condition) return condition.any;
  return [condition.not];
}

function groupOf(kind: GroupKind, inner: readonly Condition[]): Condition {
  if (kind === 'all') return { all: inner };
  if (kind === 'any') return { any: inner };
  return { not: inner.length === 1 ? inner[0]! : { all: inner } };
}
