import type { JSX } from 'preact';
import type { MovedShare } from '@flagstaff/core/management';
import { formatPercent } from '../../../lib/format.ts';
import { BASE } from '../../../session/environment.ts';
import { findings } from '../../../findings/findings.ts';
import { usePlace } from '../model/place.ts';
import { MovedUsers } from './moved-users.tsx';

/** Says which exact share of a group moves, compared with what the server has, and how many of the own users. */
export function MovedText({
  index,
}: {
  /** The rule whose conditions make the group. Omit for everyone else. */
  readonly index?: number;
}): JSX.Element | null {
  const { name } = usePlace();
  const environment = name === BASE ? null : name;
  const share = findings.value.shares.find(
    ({ environment: place, when, rules }) =>
      place === environment && (index === undefined ? when === null : rules.after.includes(index)),
  );
  return share === undefined ? null : (
    <>
      <p class="moved" role="status">
        {movedSentence(share)}
      </p>
      <MovedUsers />
    </>
  );
}

/** `Exactly 12.5% of them move: classic → express.` */
export function movedSentence({ moved, moves }: Pick<MovedShare, 'moved' | 'moves'>): string {
  if (moved === null) return 'There are too many ranges to say exactly how many move.';
  const parts = moves.map(({ from, to, share }) => {
    const move = `${variantText(from)} → ${variantText(to)}`;
    return moves.length === 1 ? move : `${formatPercent(share * 100)} ${move}`;
  });
  return `Exactly ${formatPercent(moved * 100)} of them move: ${parts.join(', ')}.`;
}

const variantText = (variant: string | null): string => variant ?? "the program's default";
