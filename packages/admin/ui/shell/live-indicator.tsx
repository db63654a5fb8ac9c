import type { JSX } from 'preact';
import { liveState } from '../session/live.ts';
import './live-indicator.css';

const WORDS = {
  connecting: 'Connecting',
  live: 'Live',
  lost: 'Reconnecting',
} as const;

const EXPLANATIONS = {
  connecting: 'Connecting to the event stream.',
  live: 'Changes from anywhere appear here at once.',
  lost: 'The event stream is lost. What you see may be old.',
} as const;

/** Whether changes from elsewhere arrive. */
export function LiveIndicator(): JSX.Element {
  const state = liveState.value;
  return (
    <span class={`live live-${state}`} role="status" title={EXPLANATIONS[state]}>
      <span class="live-dot" aria-hidden="true" />
      <span class="live-word">{WORDS[state]}</span>
    </span>
  );
}
