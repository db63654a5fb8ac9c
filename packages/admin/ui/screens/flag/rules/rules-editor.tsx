import { useState } from 'preact/hooks';
import type { JSX } from 'preact';
import type { Rule } from '@flagstaff/core';
import { Button } from '../../../components/button.tsx';
import { sameItem, itemId } from '../../../lib/item-ids.ts';
import { useSlices } from '../../../lib/after-paint.ts';
import { insertAt, moveItem, removeAt, replaceAt } from '../../../lib/lists.ts';
import { Issue } from '../../../findings/issue.tsx';
import { RuleCard } from './rule-card.tsx';
import { useReorder } from './reorder.ts';
import { useStable } from '../../../lib/use-stable.ts';
import { ruleName } from '../../../lib/rule-name.ts';
import './rules.css';

/** Rules that are shown at first: more are shown on demand. */
const FIRST = 25;
/** Rules that are rendered between two paints: about as many as are in sight. */
const SLICE = 6;

/** The rules of a place, in their order. */
export function RulesEditor({
  rules,
  path,
  variants,
  onChange,
}: {
  readonly rules: readonly Rule[];
  readonly path: string;
  readonly variants: readonly string[];
  /** Undefined when nothing can be changed. */
  readonly onChange: ((rules: readonly Rule[]) => void) | undefined;
}): JSX.Element {
  const [open, setOpen] = useState<number>();
  const [shown, setShown] = useState(FIRST);
  const [announced, announce] = useState('');
  const move = (from: number, to: number): void => {
    if (to < 0 || to >= rules.length || from === to) return;
    const next = rules[to]!;
    // Of two neighbors, Preact moves the upper element. A new element for the lower one instead leaves the moved rule's in place,
    // with its focus and its form.
    const isPassed = to === from + 1 && open !== itemId(next);
    onChange?.(moveItem(isPassed ? replaceAt(rules, to, { ...next }) : rules, from, to));
    announce(placeText(rules, from, to));
  };
  const { list, handleOf, stateOf } = useReorder(rules.length, move);
  const rendered = useSlices(Math.min(shown, rules.length), SLICE);
  const actions = useStable({
    toggle: (rule: Rule) => setOpen(open === itemId(rule) ? undefined : itemId(rule)),
    change: (index: number, changed: Rule) => onChange?.(replaceAt(rules, index, sameItem(rules[index]!, changed))),
    duplicate(index: number) {
      const copy = structuredClone(rules[index]!);
      onChange?.(insertAt(rules, index + 1, copy));
      setOpen(itemId(copy));
    },
    remove(index: number) {
      onChange?.(removeAt(rules, index));
      announce(`${ruleName(rules[index]!, index)} removed.`);
    },
    move,
  });

  function add(): void {
    const rule: Rule = { serve: variants.find((name) => name !== 'off') ?? variants[0] ?? '' };
    onChange?.([...rules, rule]);
    setOpen(itemId(rule));
    setShown(rules.length + 1);
  }

  return (
    <div class="rules-editor">
      {rules.length === 0 && <p class="muted rules-none">No rules: everyone gets what stands below.</p>}
      <ol class="rules" ref={list}>
        {rules.slice(0, rendered).map((rule, index) => (
          <RuleCard
            key={itemId(rule)}
            rule={rule}
            index={index}
            count={rules.length}
            path={`${path}[${index}]`}
            variants={variants}
            state={stateOf(index)}
            handleOf={handleOf}
            isOpen={open === itemId(rule)}
            onToggle={actions.toggle}
            edits={onChange && actions}
          />
        ))}
      </ol>
      {rules.length > shown && (
        <Button look="ghost" onClick={() => setShown(shown + FIRST)}>
          Show {Math.min(FIRST, rules.length - shown)} more of {rules.length} rules
        </Button>
      )}
      <Issue path={path} />
      {onChange && (
        <Button icon="plus" onClick={add}>
          Add rule
        </Button>
      )}
      <p class="visually-hidden" role="status">
        {announced}
      </p>
    </div>
  );
}

/** `Beta testers is now rule 2 of 5, before North America.` */
function placeText(rules: readonly Rule[], from: number, to: number): string {
  const next = moveItem(rules, from, to)[to + 1];
  const place = `${ruleName(rules[from]!, from)} is now rule ${to + 1} of ${rules.length}`;
  return next === undefined ? `${place}, the last one.` : `${place}, before ${ruleName(next, rules.indexOf(next))}.`;
}
