import type { JSX } from 'preact';
import type { AnswerOf } from '../../src/client.ts';
import { formatNumber, formatPercent } from '../lib/format.ts';

type Preview = AnswerOf<'POST /preview'>;

/** How many of the application's sample of users get another variant of some flags. */
export function Flips({
  preview,
  environment,
  flags,
}: {
  readonly preview: Preview;
  readonly environment: string;
  readonly flags: readonly string[];
}): JSX.Element {
  const found = preview.flips?.find((each) => each.environment === environment);
  if (found === undefined) return <span class="muted">–</span>;
  // Of several flags: the one that moves most, because one user may move in each.
  const count = Math.max(0, ...flags.map((flag) => found.flags[flag] ?? 0));
  const pairs = new Map<string, number>();
  for (const { from, to, flag } of found.examples) {
    if (!flags.includes(flag)) continue;
    const pair = `${from ?? 'default'} → ${to ?? 'default'}`;
    pairs.set(pair, (pairs.get(pair) ?? 0) + 1);
  }
  return (
    <span title={[...pairs].map(([pair, examples]) => `${pair}: ${formatNumber(examples)}`).join('\n')}>
      <strong>{formatNumber(count)}</strong> of {formatNumber(found.contexts)}{' '}
      <span class="muted">({formatPercent(found.contexts === 0 ? 0 : (count / found.contexts) * 100)})</span>
    </span>
  );
}
