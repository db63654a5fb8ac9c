import type { ComponentType } from 'preact';
import type { Screen } from '../src/page/routes.ts';
import { lazy } from './lib/lazy.tsx';

/** The parameters of a screen's path, decoded. */
export interface ScreenProps {
  readonly params: { readonly [name: string]: string };
}

const planned = lazy<ScreenProps>(() => import('./screens/planned.tsx'));

/** The component of each screen. Each is a chunk of its own: add one with `lazy(() => import('./screens/…'))`. */
export const SCREEN_COMPONENTS: { readonly [screen in Screen]: ComponentType<ScreenProps> } = {
  flags: lazy(() => import('./screens/flags/flags-screen.tsx')),
  flag: lazy(() => import('./screens/flag/flag-screen.tsx')),
  segments: planned,
  segment: planned,
  environments: planned,
  environment: planned,
  playground: lazy(() => import('./screens/playground/playground-screen.tsx')),
  subject: lazy(() => import('./screens/subject/subject-screen.tsx')),
  history: lazy(() => import('./screens/history/history-screen.tsx')),
  commit: lazy(() => import('./screens/history/commit-screen.tsx')),
  health: planned,
};
