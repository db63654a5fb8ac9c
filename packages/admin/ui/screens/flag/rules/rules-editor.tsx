import { useState } from 'preact/hooks';
import type { JSX } from 'preact';
import type { Rule } from '@flagstaff/core';
import { Button } from '../../../components/button.tsx';
import { sameItem, itemId } from '../../../lib/item-ids.ts';
import { insertAt, moveItem, removeAt, replaceAt } from '../../../lib/lists.ts';
import { Issue } from '../../../findings/issue.tsx';
import { RuleCard } from './rule-card.tsx';
import { useReorder } from './reorder.ts';
import { ruleName } from '../../../lib/rule-name.ts';
import './rules.css';

/** Rules that are rendered at first: more are shown on demand. */
const FIRST = 25;

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
    onChange?.(moveItem(rules, from, to));
    announce(placeText(rules, from, to));
  };
  const { list, handleOf, stateOf } = useReorder(rules.length, move);

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
        {rules.slice(0, shown).map((rule, index) => (
          <RuleCard
            key={itemId(rule)}
            rule={rule}
            index={index}
            count={rules.length}
            path={`${path}[${index}]`}
            variants={variants}
            state={stateOf(index)}
            handle={handleOf(index)}
            isOpen={open === itemId(rule)}
            onToggle={() => setOpen(open === itemId(rule) ? undefined : itemId(rule))}
            edits={
              onChange && {
                change: (changed) => onChange(replaceAt(rules, index, sameItem(rule, changed))),
                duplicate: () => {
                  const copy = structuredClone(rule);
                  onChange(insertAt(rules, index + 1, copy));
                  setOpen(itemId(copy));
                },
                remove: () => {
                  onChange(removeAt(rules, index));
                  announce(`${ruleName(rule, index)} removed.`);
                },
                move: (to) => move(index, to),
              }
            }
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
