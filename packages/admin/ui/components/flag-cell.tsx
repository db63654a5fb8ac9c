import type { JSX } from 'preact';
import type { FlagCell } from '../../src/client.ts';
import { Icon } from './icon.tsx';
import { SplitBar } from './split-bar.tsx';
import { formatPercent, plural } from '../lib/format.ts';
import './flag-cell.css';

interface CellProps {
  readonly cell: FlagCell | undefined;
  /** The flag's variants, which give them their colors. */
  readonly variants: readonly string[];
}

/** What a flag does in one environment, in a word or a bar. */
export function Cell({ cell, variants }: CellProps): JSX.Element {
  if (cell === undefined) return <span class="muted">–</span>;
  return (
    <span class="flag-cell">
      <Served cell={cell} variants={variants} />
      {cell.scheduled > 0 && (
        <span class="flag-pending" title={plural(cell.scheduled, 'scheduled change')}>
          <Icon name="clock" size={13} />
          <span class="visually-hidden">{plural(cell.scheduled, 'scheduled change')}</span>
        </span>
      )}
    </span>
  );
}

function Served({ cell, variants }: CellProps & { readonly cell: FlagCell }): JSX.Element {
  const { status, state, soleVariant, default: serve, rollout, rules, overrides } = cell;
  if (state === 'broken') return <Light kind="broken">Broken</Light>;
  if (status === 'archived') return <Light kind="off">Archived</Light>;
  if (status === 'inactive') return <Light kind="off">Off</Light>;
  if (soleVariant !== null) return <Light kind={soleVariant === 'off' ? 'off' : 'on'}>{wordOf(soleVariant)}</Light>;
  if (rollout !== null) return <Light kind="part">{formatPercent(rollout)}</Light>;
  if (rules > 0) return <Light kind="part">{plural(rules, 'rule')}</Light>;
  if (serve !== null && typeof serve !== 'string') {
    const entries = Object.entries(serve.split);
    const total = entries.reduce((sum, [, weight]) => sum + weight, 0);
    return (
      <SplitBar
        small
        variants={variants}
        shares={entries.map(([variant, weight]) => ({ variant, percentage: (weight / total) * 100 }))}
      />
    );
  }
  // Prerequisites or a holdout decide.
  return <Light kind="part">{overrides > 0 ? plural(overrides, 'override') : 'Conditional'}</Light>;
}

const wordOf = (variant: string): string => (variant === 'on' ? 'On' : variant === 'off' ? 'Off' : variant);

/** A word with a light: full, half or empty. */
function Light({
  kind,
  children,
}: {
  readonly kind: 'on' | 'part' | 'off' | 'broken';
  readonly children: string;
}): JSX.Element {
  return (
    <span class={`light light-${kind}`}>
      <span class="light-dot" aria-hidden="true" />
      <span class="truncate">{children}</span>
    </span>
  );
}
