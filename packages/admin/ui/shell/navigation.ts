import type { IconName } from '../components/icon.tsx';
import { SCREENS } from '../../src/page/routes.ts';
import type { Screen } from '../../src/page/routes.ts';

/** A screen in the navigation. */
export interface NavigationItem {
  readonly screen: Exclude<Screen, 'flag' | 'segment' | 'environment' | 'commit'>;
  readonly label: string;
  readonly icon: IconName;
  /** The second key after `g`. */
  readonly key: string;
}

/** The navigation, in its order. */
export const NAVIGATION: readonly NavigationItem[] = [
  { screen: 'flags', label: 'Flags', icon: 'flag', key: 'f' },
  { screen: 'segments', label: 'Segments', icon: 'segments', key: 's' },
  { screen: 'environments', label: 'Environments', icon: 'environments', key: 'e' },
  { screen: 'playground', label: 'Playground', icon: 'play', key: 'p' },
  { screen: 'subject', label: 'Subject', icon: 'user', key: 'u' },
  { screen: 'history', label: 'History', icon: 'history', key: 'h' },
  { screen: 'health', label: 'Health', icon: 'health', key: 'l' },
];

/** Whether a path below the mount is in this part of the page. */
export function isCurrent({ screen }: NavigationItem, path: string): boolean {
  if (screen === 'flags') return path === '/' || path.startsWith('/flags/');
  return path === SCREENS[screen] || path.startsWith(`${SCREENS[screen]}/`);
}
