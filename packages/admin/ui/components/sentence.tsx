import { Fragment } from 'preact';
import type { JSX } from 'preact';
import type { Token } from '../lib/sentence.ts';
import { Variant } from './split-bar.tsx';
import './sentence.css';

/** A rule or a condition in words. */
export function Sentence({
  tokens,
  variants = [],
}: {
  readonly tokens: readonly Token[];
  /** The flag's variants, which give them their colors. */
  readonly variants?: readonly string[];
}): JSX.Element {
  return (
    <p class="sentence">
      {tokens.map(({ type, text }, index) => (
        // Words repeat; their place is their identity.
        <Fragment key={index}>
          {index > 0 && tokens[index - 1]?.text !== '(' && text !== ')' && ' '}
          {type === 'word' ? (
            text
          ) : (
            <span class={`token-${type}`}>
              {type === 'variant' ? <Variant name={text} variants={variants} /> : text}
            </span>
          )}
        </Fragment>
      ))}
    </p>
  );
}
