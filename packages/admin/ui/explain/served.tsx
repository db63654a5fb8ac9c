import type { JSX } from 'preact';
import type { Reason } from '@flagstaff/core';
import { Variant } from '../components/split-bar.tsx';
import { REASONS } from './reason.ts';
import './served.css';

/** What is served and why, in a cell of a table. */
export function Served({
  answer,
  variants,
}: {
  readonly answer: { readonly variant?: string; readonly reason: Reason } | undefined;
  readonly variants: readonly string[];
}): JSX.Element {
  if (answer === undefined) return <span class="muted">…</span>;
  return (
    <span class="served">
      {answer.variant === undefined ? (
        <em>the program's default</em>
      ) : (
        <Variant name={answer.variant} variants={variants} />
      )}
      <span class="served-why">{REASONS[answer.reason]}</span>
    </span>
  );
}
