import { useRef } from 'preact/hooks';
import type { JSX } from 'preact';
import { LIMITS } from '@flagstaff/core';
import type { Condition } from '@flagstaff/core';
import { Menu } from '../components/menu.tsx';
import type { MenuAction } from '../components/menu.tsx';

/** A new condition on an attribute. */
const newAttribute = (): Condition => ({ attribute: '', operator: 'eq', value: '' });

/** The kinds of conditions. A group begins with one condition, so that it is never a surprise. */
const KINDS: readonly (Pick<MenuAction, 'label' | 'icon' | 'hint'> & {
  readonly create: () => Condition;
  readonly nests?: boolean;
})[] = [
  { label: 'Attribute', icon: 'tag', hint: 'country is one of US, CA', create: newAttribute },
  { label: 'Segment', icon: 'segments', hint: 'a named group of subjects', create: () => ({ segment: '' }) },
  {
    label: 'Time',
    icon: 'clock',
    hint: 'days, hours, dates or a cron expression',
    create: () => ({ time: { days: ['mon', 'tue', 'wed', 'thu', 'fri'] } }),
  },
  {
    label: 'Group: all of these',
    icon: 'filter',
    hint: 'every condition inside holds',
    nests: true,
    create: () => ({ all: [newAttribute()] }),
  },
  {
    label: 'Group: any of these',
    icon: 'filter',
    hint: 'one condition inside is enough',
    nests: true,
    create: () => ({ any: [newAttribute()] }),
  },
  {
    label: 'Not',
    icon: 'x',
    hint: 'the condition inside does not hold',
    nests: true,
    create: () => ({ not: newAttribute() }),
  },
];

/** Adds a condition, and moves the focus into it. */
export function AddCondition({
  depth,
  onAdd,
}: {
  readonly depth: number;
  readonly onAdd: (condition: Condition) => void;
}): JSX.Element {
  const place = useRef<HTMLDivElement>(null);
  return (
    <div ref={place} class="condition-add">
      <Menu
        look="ghost"
        icon="plus"
        actions={KINDS.map(({ create, nests, ...action }) => ({
          ...action,
          disabled: nests === true && depth >= LIMITS.conditionDepth,
          onSelect: () => {
            onAdd(create());
            requestAnimationFrame(() => {
              const item = place.current?.parentElement?.querySelector(':scope > ul > li:last-child');
              item?.querySelector<HTMLElement>('input, select')?.focus();
            });
          },
        }))}
      >
        Add condition
      </Menu>
    </div>
  );
}
