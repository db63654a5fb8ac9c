import type { JSX } from 'preact';
import type { Rule } from '@flagstaff/core';
import { Button } from '../../../components/button.tsx';
import { Chip } from '../../../components/chip.tsx';
import { Icon } from '../../../components/icon.tsx';
import { Menu } from '../../../components/menu.tsx';
import { Sentence } from '../../../components/sentence.tsx';
import { memo } from '../../../lib/memo.ts';
import { ruleSentence } from '../../../lib/sentence.ts';
import { put } from '../../../lib/put.ts';
import { Issue } from '../../../findings/issue.tsx';
import type { Handle, ItemState } from './reorder.ts';
import { RuleForm } from './rule-form.tsx';
import { ruleName } from '../../../lib/rule-name.ts';

/** What can be done with rules. */
interface RuleEdits {
  readonly change: (index: number, rule: Rule) => void;
  readonly duplicate: (index: number) => void;
  readonly remove: (index: number) => void;
  readonly move: (index: number, to: number) => void;
}

interface RuleCardProps {
  readonly rule: Rule;
  readonly index: number;
  readonly count: number;
  readonly path: string;
  readonly variants: readonly string[];
  readonly state: ItemState;
  readonly handleOf: (index: number) => Handle;
  readonly isOpen: boolean;
  readonly onToggle: (rule: Rule) => void;
  /** Undefined when nothing can be changed. */
  readonly edits: RuleEdits | undefined;
}

/** A rule in words. Opens into its form. Rendered again only when it changes itself: there may be hundreds. */
export const RuleCard = memo(function RuleCard(props: RuleCardProps): JSX.Element {
  const { rule, index, count, path, variants, state, handleOf, isOpen, onToggle, edits } = props;
  const name = ruleName(rule, index);
  const isEnabled = rule.enabled !== false;
  return (
    <li class="rule" data-state={state} data-enabled={isEnabled} data-open={isOpen} aria-label={name}>
      <div class="rule-head" data-editable={edits !== undefined}>
        {edits && (
          <button
            {...handleOf(index)}
            type="button"
            class="rule-handle"
            aria-label={`Move ${name}, rule ${index + 1} of ${count}`}
            title="Drag, or press the arrow keys"
          >
            <Icon name="drag" />
          </button>
        )}
        <span class="rule-number" aria-hidden="true">
          {index + 1}
        </span>
        <div class="rule-text">
          <p class="rule-name">
            {rule.name !== undefined && <strong>{rule.name}</strong>}
            {!isEnabled && <Chip title="The rule is skipped, and kept.">Switched off</Chip>}
          </p>
          <Sentence tokens={ruleSentence(rule)} variants={variants} />
          {!isOpen && <Issue path={path} below />}
        </div>
        {edits && (
          <div class="row rule-actions">
            <Button
              look="ghost"
              icon={isOpen ? 'check' : 'pencil'}
              label={`${isOpen ? 'Done with' : 'Edit'} ${name}`}
              aria-expanded={isOpen}
              onClick={() => onToggle(rule)}
            >
              {isOpen ? 'Done' : 'Edit'}
            </Button>
            <Menu
              look="ghost"
              icon="dots"
              label={`Actions of ${name}`}
              actions={[
                {
                  label: isEnabled ? 'Switch off' : 'Switch on',
                  icon: isEnabled ? 'x' : 'check',
                  ...(isEnabled ? { hint: 'Skipped, and kept' } : {}),
                  onSelect: () => edits.change(index, put(rule, 'enabled', isEnabled ? false : undefined)),
                },
                { label: 'Duplicate', icon: 'copy', onSelect: () => edits.duplicate(index) },
                {
                  label: 'Move up',
                  icon: 'arrowLeft',
                  disabled: index === 0,
                  onSelect: () => edits.move(index, index - 1),
                },
                {
                  label: 'Move down',
                  icon: 'arrowRight',
                  disabled: index === count - 1,
                  onSelect: () => edits.move(index, index + 1),
                },
                { label: 'Remove', icon: 'trash', danger: true, onSelect: () => edits.remove(index) },
              ]}
            />
          </div>
        )}
      </div>
      {isOpen && edits && (
        <RuleForm
          rule={rule}
          index={index}
          path={path}
          variants={variants}
          onChange={(changed) => edits.change(index, changed)}
        />
      )}
    </li>
  );
});
