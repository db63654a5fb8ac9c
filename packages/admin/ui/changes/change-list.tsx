import type { JSX } from 'preact';
import type { FieldDiff } from '../../src/client.ts';
import { Sentence } from '../components/sentence.tsx';
import { changeLines } from './change-text.ts';
import { fieldText } from './field-names.ts';
import './change-list.css';

const SIGNS = { removed: '−', added: '+', changed: '~', moved: '↕' } as const;
const WORDS = { removed: 'Before', added: 'After', changed: 'Changed', moved: 'Moved' } as const;

/** The fields that a change is about, each in words. */
export function ChangeList({
  changes,
  variants,
}: {
  readonly changes: readonly FieldDiff[];
  /** The flag's variants, which give them their colors. */
  readonly variants: readonly string[];
}): JSX.Element {
  return (
    <ul class="change-list">
      {changes.map(({ field: name, from, to }) => (
        <li key={name} class="change">
          <h3 class="change-field">{fieldText(name)}</h3>
          <ul>
            {changeLines(name, from, to).map(({ kind, tokens }, index) => (
              // Lines have no identity but their place.
              <li key={index} class={`change-line change-${kind}`}>
                <span class="change-sign" aria-hidden="true">
                  {SIGNS[kind]}
                </span>
                <span class="visually-hidden">{WORDS[kind]}: </span>
                <Sentence tokens={tokens} variants={variants} />
              </li>
            ))}
          </ul>
        </li>
      ))}
    </ul>
  );
}
