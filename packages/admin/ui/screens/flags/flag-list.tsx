import { memo } from '../../lib/memo.ts';
import { useEffect, useRef } from 'preact/hooks';
import type { JSX } from 'preact';
import type { DocumentItem } from '../../api/types.ts';
import { Button } from '../../components/button.tsx';
import { BASE } from '../../session/environment.ts';
import { FlagRow } from './flag-row.tsx';
import { select, selection } from './selection.ts';
import './flag-list.css';

/** The properties of the list. */
interface ListProps {
  readonly pages: readonly (readonly DocumentItem[])[];
  readonly environments: readonly string[];
  readonly shown: string;
  readonly onTag: (tag: string) => void;
  /** Undefined on the last page. */
  readonly onMore: (() => void) | undefined;
}

/** The flags, as a table of blocks: a block that is out of sight is not rendered by the browser. */
export function FlagList({ pages, environments, shown, onTag, onMore }: ListProps): JSX.Element {
  const all = pages.flat();
  return (
    <div class="flags panel">
      <div class="flags-table" role="table" aria-label="Flags" style={{ '--environments': environments.length }}>
        <div role="rowgroup" class="flags-head">
          <div role="row" class="flag-row">
            <span role="columnheader" class="flag-select">
              <SelectAll items={all} />
            </span>
            <span role="columnheader">Flag</span>
            <span role="columnheader" class="flag-tags">
              Tags
            </span>
            {environments.map((environment) => (
              <span
                key={environment}
                role="columnheader"
                class={`flag-environment truncate ${environment === shown ? 'flag-environment-shown' : ''}`}
                title={environment}
              >
                {environment === BASE ? 'Base' : environment}
              </span>
            ))}
            <span role="columnheader" class="flag-state">
              State
            </span>
            <span role="columnheader" class="flag-updated">
              Changed
            </span>
          </div>
        </div>
        {pages.map((items, index) => (
          // Pages are appended, so their place is their identity.
          <Rows key={index} items={items} environments={environments} shown={shown} onTag={onTag} />
        ))}
      </div>
      {onMore && <More onMore={onMore} />}
    </div>
  );
}

/** Selects all flags that are shown. Apart from the list, which a selection does not render again. */
function SelectAll({ items }: { readonly items: readonly DocumentItem[] }): JSX.Element {
  return (
    <label>
      <input
        type="checkbox"
        class="checkbox"
        aria-label="Select all"
        checked={items.length > 0 && items.every(({ key }) => selection.value.has(key))}
        onChange={(event) => select(items, event.currentTarget.checked)}
      />
    </label>
  );
}

const Rows = memo(function Rows({
  items,
  ...shared
}: Omit<ListProps, 'pages' | 'onMore'> & { readonly items: readonly DocumentItem[] }) {
  return (
    <div role="rowgroup" class="flags-page" style={{ '--rows': items.length }}>
      {items.map((item) => (
        <FlagRow key={item.key} item={item} {...shared} />
      ))}
    </div>
  );
});

/** Loads the next page when it comes into sight, or by the button. */
function More({ onMore }: { readonly onMore: () => void }): JSX.Element {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const observer = new IntersectionObserver(([entry]) => entry?.isIntersecting && onMore(), { rootMargin: '800px' });
    observer.observe(place.current!);
    return () => observer.disconnect();
  }, [onMore]);
  return (
    <div ref={place} class="flags-more">
      <Button look="ghost" onClick={onMore}>
        Show more
      </Button>
    </div>
  );
}
