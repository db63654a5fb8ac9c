import type { ComponentType } from 'preact';
import type { Screen } from '../src/page/routes.ts';
import { lazy } from './lib/lazy.tsx';
import FlagsScreen from './screens/flags/flags-screen.tsx';

/** The parameters of a screen's path, decoded. */
export interface ScreenProps {
  readonly params: { readonly [name: string]: string };
}

/** A screen, and how to load it before it is rendered. Absent when it is part of the entry. */
type ScreenComponent = ComponentType<ScreenProps> & { readonly load?: () => Promise<void> };

/**
 * The component of each screen. The list of flags, which is opened first, is part of the entry. Each other is a chunk of its own: add
 * one with `lazy(() => import('./screens/…'))`, whose file is named after the screen so that the HTML preloads it.
 */
export const SCREEN_COMPONENTS: { readonly [screen in Screen]: ScreenComponent } = {
  flags: FlagsScreen,
  flag: lazy(() => import('./screens/flag/flag-screen.tsx')),
  segments: lazy(() => import('./screens/segments/segments-screen.tsx')),
  segment: lazy(() => import('./screens/segments/segment-screen.tsx')),
  environments: lazy(() => import('./screens/environments/environments-screen.tsx')),
  environment: lazy(() => import('./screens/environments/environment-screen.tsx')),
  playground: lazy(() => import('./screens/playground/playground-screen.tsx')),
  subject: lazy(() => import('./screens/subject/subject-screen.tsx')),
  history: lazy(() => import('./screens/history/history-screen.tsx')),
  commit: lazy(() => import('./screens/history/commit-screen.tsx')),
  health: lazy(() => import('./screens/health/health-screen.tsx')),
};
