import { useMemo } from 'preact/hooks';
import type { JSX } from 'preact';
import { diffLines } from './diff.ts';
import type { DiffLine } from './diff.ts';
import './diff-view.css';

/** Unchanged lines shown around a change. */
const AROUND = 3;

const SIGNS = { same: ' ', removed: '−', added: '+' } as const;
const WORDS = { same: '', removed: 'Removed: ', added: 'Added: ' } as const;

/** Two JSON values, compared line by line. Far unchanged lines are left out. */
export function DiffView({ before, after }: { readonly before: unknown; readonly after: unknown }): JSX.Element {
  const hunks = useMemo(() => fold(diffLines(textOf(before), textOf(after))), [before, after]);
  if (hunks.every((hunk) => hunk.kind === 'same' || hunk.kind === 'fold')) return <p class="muted">No changes.</p>;
  return (
    // A scrolling region needs the keyboard.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <pre class="diff" tabIndex={0} role="region" aria-label="Changes">
      {hunks.map(({ kind, text }, index) => (
        // Lines have no identity but their place.
        <span key={index} class={`diff-line diff-${kind}`}>
          {kind === 'fold' ? (
            text
          ) : (
            <>
              <span class="diff-sign" aria-hidden="true">
                {SIGNS[kind]}
              </span>
              {WORDS[kind] !== '' && <span class="visually-hidden">{WORDS[kind]}</span>}
              {text}
            </>
          )}
          {'\n'}
        </span>
      ))}
    </pre>
  );
}

const textOf = (value: unknown): string => (value === undefined ? '' : JSON.stringify(value, undefined, 2));

interface ShownLine {
  readonly kind: DiffLine['kind'] | 'fold';
  readonly text: string;
}

function fold(lines: readonly DiffLine[]): readonly ShownLine[] {
  const near = new Set<number>();
  lines.forEach(({ kind }, index) => {
    if (kind === 'same') return;
    for (let line = index - AROUND; line <= index + AROUND; line++) near.add(line);
  });
  return lines.flatMap((line, index): readonly ShownLine[] => {
    if (near.has(index)) return [line];
    return near.has(index - 1) || index === 0 ? [{ kind: 'fold', text: '…' }] : [];
  });
}
