import type { JSX } from 'preact';
import type { Condition, When } from '@flagstaff/core';
import { ConditionList } from './condition-list.tsx';

/** The conditions of a rule, which must all hold. Without any, everyone matches. */
export function WhenEditor({
  when,
  path,
  empty = 'Everyone. Add a condition to limit the rule.',
  onChange,
}: {
  readonly when: When | undefined;
  readonly path: string;
  /** Says what no condition means. */
  readonly empty?: string;
  readonly onChange: (when: When | undefined) => void;
}): JSX.Element {
  const isSingle = when !== undefined && !isList(when);
  const conditions = when === undefined ? [] : isList(when) ? when : [when];
  return (
    <ConditionList
      conditions={conditions}
      word="and"
      empty={empty}
      depth={1}
      pathOf={(index) => (isSingle ? path : `${path}[${index}]`)}
      path={path}
      onChange={(next) => onChange(next.length === 0 ? undefined : next.length === 1 && isSingle ? next[0]! : next)}
    />
  );
}

const isList = (when: When): when is readonly Condition[] => Array.isArray(when);
