import type { JSX } from 'preact';
import { Link, useLocation, useSearch } from 'wouter-preact';
import { Icon } from '../components/icon.tsx';
import { useCurrentInSight } from '../lib/current-in-sight.ts';
import { pathTo } from '../lib/paths.ts';
import { useMe } from '../session/me.ts';
import { isCurrent, NAVIGATION } from './navigation.ts';
import './sidebar.css';

/** The navigation: a column beside the page, and a bar below it on small screens. */
export function Sidebar(): JSX.Element {
  const [path] = useLocation();
  // Links keep the environment of the query.
  useSearch();
  const { ui } = useMe();
  const bar = useCurrentInSight<HTMLDivElement>(NAVIGATION.find((item) => isCurrent(item, path))?.screen);
  return (
    <div ref={bar} class="sidebar">
      <Link class="brand" href={pathTo('flags')}>
        <span class="brand-mark" aria-hidden="true">
          <Icon name="flag" size={14} />
        </span>
        <span class="truncate">{ui.title}</span>
      </Link>
      <nav aria-label="Main">
        <ul class="navigation">
          {NAVIGATION.map((item) => (
            <li key={item.screen}>
              <Link
                class="navigation-link"
                href={pathTo(item.screen)}
                aria-current={isCurrent(item, path) ? 'page' : undefined}
              >
                <Icon name={item.icon} />
                <span>{item.label}</span>
              </Link>
            </li>
          ))}
        </ul>
      </nav>
      {ui.links.length > 0 && (
        <ul class="navigation navigation-links" aria-label="Links">
          {ui.links.map(({ text, href }) => (
            <li key={href}>
              <a class="navigation-link" href={href}>
                <Icon name="external" />
                <span class="truncate">{text}</span>
              </a>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
