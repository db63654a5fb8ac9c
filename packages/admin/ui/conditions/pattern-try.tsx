import { useState } from 'preact/hooks';
import type { JSX } from 'preact';
import type { AttributeCondition } from '@flagstaff/core';
import { Chip } from '../components/chip.tsx';
import { TextInput } from '../components/field.tsx';
import { useAsync } from '../lib/use-async.ts';

/** Tries a value against a pattern, with the engine that evaluates flags. */
export function PatternTry({ condition }: { readonly condition: AttributeCondition }): JSX.Element {
  const [text, setText] = useState('');
  const isAsked = text !== '';
  const answer = useAsync(
    async () => {
      if (!isAsked) return undefined;
      const { holdsFor } = await import('../engine/engine.ts');
      // Any attribute will do: only the pattern is tried.
      return { holds: await holdsFor({ ...condition, attribute: 'value' }, { value: text }) };
    },
    JSON.stringify([condition.operator, condition.value, condition.ignoreCase, text]),
  );
  return (
    <div class="condition-try" aria-live="polite">
      <TextInput
        aria-label="Try a value against the pattern"
        mono
        spellcheck={false}
        placeholder="try a value"
        value={text}
        onInput={setText}
      />
      {isAsked && answer && (
        <Chip tone={answer.holds === undefined ? 'danger' : answer.holds ? 'success' : 'neutral'} dot>
          {answer.holds === undefined ? 'not a valid pattern' : answer.holds ? 'matches' : 'does not match'}
        </Chip>
      )}
    </div>
  );
}
