import type { ComponentType } from 'preact';
import type { Screen } from '../src/page/routes.ts';
import { lazy } from './lib/lazy.tsx';

/** The parameters of a screen's path, decoded. */
export interface ScreenProps {
  readonly params: { readonly [name: string]: string };
}

/** The component of each screen. Each is a chunk of its own: add one with `lazy(() => import('./screens/…'))`. */
export const SCREEN_COMPONENTS: { readonly [screen in Screen]: ComponentType<ScreenProps> } = {
  flags: lazy(() => import('./screens/flags/flags-screen.tsx')),
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
