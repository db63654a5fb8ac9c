import type { ComponentProps, JSX } from 'preact';
import type { Rule } from '@flagstaff/core';
import { Button } from '../../../components/button.tsx';
import { Chip } from '../../../components/chip.tsx';
import { Icon } from '../../../components/icon.tsx';
import { Menu } from '../../../components/menu.tsx';
import { Sentence } from '../../../components/sentence.tsx';
import { ruleSentence } from '../../../lib/sentence.ts';
import { put } from '../../../lib/put.ts';
import { Issue } from '../../../findings/issue.tsx';
import type { ItemState } from './reorder.ts';
import { RuleForm } from './rule-form.tsx';
import { ruleName } from '../../../lib/rule-name.ts';

/** What can be done with a rule. */
interface RuleEdits {
  readonly change: (rule: Rule) => void;
  readonly duplicate: () => void;
  readonly remove: () => void;
  readonly move: (to: number) => void;
}

interface RuleCardProps {
  readonly rule: Rule;
  readonly index: number;
  readonly count: number;
  readonly path: string;
  readonly variants: readonly string[];
  readonly state: ItemState;
  readonly handle: ComponentProps<'button'>;
  readonly isOpen: boolean;
  readonly onToggle: () => void;
  /** Undefined when nothing can be changed. */
  readonly edits: RuleEdits | undefined;
}

/** A rule in words. Opens into its form. */
export function RuleCard(props: RuleCardProps): JSX.Element {
  const { rule, index, count, path, variants, state, handle, isOpen, onToggle, edits } = props;
  const name = ruleName(rule, index);
  const isEnabled = rule.enabled !== false;
  return (
    <li class="rule" data-state={state} data-enabled={isEnabled} data-open={isOpen} aria-label={name}>
      <div class="rule-head">
        {edits && (
          <button
            {...handle}
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
        <div class="grow">
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
              onClick={onToggle}
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
                  onSelect: () => edits.change(put(rule, 'enabled', isEnabled ? false : undefined)),
                },
                { label: 'Duplicate', icon: 'copy', onSelect: edits.duplicate },
                { label: 'Move up', icon: 'arrowLeft', disabled: index === 0, onSelect: () => edits.move(index - 1) },
                {
                  label: 'Move down',
                  icon: 'arrowRight',
                  disabled: index === count - 1,
                  onSelect: () => edits.move(index + 1),
                },
                { label: 'Remove', icon: 'trash', danger: true, onSelect: edits.remove },
              ]}
            />
          </div>
        )}
      </div>
      {isOpen && edits && (
        <RuleForm rule={rule} index={index} path={path} variants={variants} onChange={edits.change} />
      )}
    </li>
  );
}
