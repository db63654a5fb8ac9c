import type { JSX } from 'preact';
import { Link } from 'wouter-preact';
import { useCurrentInSight } from '../lib/current-in-sight.ts';
import './tabs.css';

/** One tab: a link, so that it has an address, opens in a new window and works with the back button. */
export interface Tab {
  /** The path below the mount. */
  readonly href: string;
  readonly label: string;
  readonly current: boolean;
  /** Shown beside the label. */
  readonly count?: number | undefined;
}

/** The parts of a screen. */
export function Tabs({ label, tabs }: { readonly label: string; readonly tabs: readonly Tab[] }): JSX.Element {
  const bar = useCurrentInSight<HTMLElement>(tabs.find(({ current }) => current)?.href);
  return (
    <nav ref={bar} class="tabs" aria-label={label}>
      {tabs.map((tab) => (
        <Link key={tab.href} href={tab.href} class="tab" aria-current={tab.current ? 'page' : undefined}>
          {tab.label}
          {tab.count !== undefined && tab.count > 0 && <span class="tab-count">{tab.count}</span>}
        </Link>
      ))}
    </nav>
  );
}
