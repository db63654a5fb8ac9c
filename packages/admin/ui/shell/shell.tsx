import { useEffect, useErrorBoundary } from 'preact/hooks';
import type { ComponentChildren, JSX } from 'preact';
import { Route, Switch as Routes, useLocation } from 'wouter-preact';
import { SCREENS } from '../../src/page/routes.ts';
import type { Screen } from '../../src/page/routes.ts';
import { useApi } from '../api/query.ts';
import { EmptyState } from '../components/empty-state.tsx';
import { Skeleton } from '../components/skeleton.tsx';
import { Toasts } from '../components/toast.tsx';
import { copyText } from '../lib/copy.ts';
import { lazy } from '../lib/lazy.tsx';
import { pathTo } from '../lib/paths.ts';
import { zone } from '../lib/zone.ts';
import { SCREEN_COMPONENTS } from '../screens.tsx';
import { followChanges } from '../session/live.ts';
import { MeContext, useMe } from '../session/me.ts';
import { theme } from '../session/preferences.ts';
import { commandBarOpen, useCommands } from './commands.ts';
import { Crash } from './crash.tsx';
import { Help, helpOpen } from './help.tsx';
import { NAVIGATION } from './navigation.ts';
import { ObstacleBanner } from './obstacle-banner.tsx';
import { listenForShortcuts, useShortcuts } from './shortcuts.ts';
import { Sidebar } from './sidebar.tsx';
import { Topbar } from './topbar.tsx';
import './shell.css';

const CommandBar = lazy(() => import('./command-bar.tsx'));

/** Everything around a screen. Screens are rendered when the caller is known. */
export function Shell(): JSX.Element {
  const { data, error } = useApi('GET /me', {});
  useEffect(() => {
    listenForShortcuts();
    followChanges();
    addEventListener('keydown', (event) => {
      if (event.key.toLowerCase() !== 'k' || !(event.ctrlKey || event.metaKey)) return;
      event.preventDefault();
      commandBarOpen.value = !commandBarOpen.value;
    });
  }, []);
  if (data === undefined) {
    return (
      <main class="main">
        <ObstacleBanner />
        {error === null ? (
          <Skeleton />
        ) : (
          <EmptyState icon="warning" title="Flagstaff cannot be loaded">
            {error.problem.detail}
          </EmptyState>
        )}
      </main>
    );
  }
  return (
    <MeContext.Provider value={data.data}>
      <Frame />
    </MeContext.Provider>
  );
}

function Frame(): JSX.Element {
  const { ui } = useMe();
  useShellActions();
  return (
    <div class="shell">
      <a class="skip" href="#main" onClick={skip}>
        Skip to the content
      </a>
      <Sidebar />
      <div class="column">
        {ui.banner && <div class={`banner banner-${ui.banner.tone}`}>{ui.banner.text}</div>}
        <ObstacleBanner />
        <Topbar />
        <main id="main" class="main" tabIndex={-1}>
          <Boundary>
            <Screens />
          </Boundary>
        </main>
      </div>
      {commandBarOpen.value && <CommandBar />}
      {helpOpen.value && <Help />}
      <Toasts />
    </div>
  );
}

/** A fragment would be relative to `<base>`, which is another page. */
function skip(event: Event): void {
  event.preventDefault();
  document.querySelector<HTMLElement>('#main')?.focus();
}

function Screens(): JSX.Element {
  const names = Object.keys(SCREENS) as Screen[];
  return (
    <Routes>
      {names.flatMap((name) =>
        pathsOf(name).map((path) => <Route key={path} path={path} component={SCREEN_COMPONENTS[name]} />),
      )}
      <Route>
        <EmptyState icon="search" title="Not found">
          There is no such screen.
        </EmptyState>
      </Route>
    </Routes>
  );
}

/** A flag's tabs are parts of one screen: it stays while they change. */
function pathsOf(name: Screen): readonly string[] {
  return name === 'flag' ? [`${SCREENS.flag}/:tab?`] : [SCREENS[name]];
}

/** Keeps the shell when a screen fails. Another screen tries anew. */
function Boundary({ children }: { readonly children: ComponentChildren }): JSX.Element {
  const [path] = useLocation();
  const [error, reset] = useErrorBoundary();
  useEffect(() => {
    if (error !== undefined) reset();
  }, [path]);
  return error === undefined ? <>{children}</> : <Crash error={error} onRetry={reset} />;
}

function useShellActions(): void {
  const [, navigate] = useLocation();
  useShortcuts([
    { keys: '?', label: 'Show this help', run: () => (helpOpen.value = true) },
    ...NAVIGATION.map(({ screen, label, key }) => ({
      keys: `g ${key}`,
      label: `Go to ${label}`,
      run: () => navigate(pathTo(screen)),
    })),
  ]);
  useCommands([
    ...NAVIGATION.map(({ screen, label, icon, key }) => ({
      id: `go:${screen}`,
      label: `Go to ${label}`,
      icon,
      hint: `g ${key}`,
      run: () => navigate(pathTo(screen)),
    })),
    { id: 'theme:light', label: 'Use the light theme', icon: 'sun', run: () => (theme.value = 'light') },
    { id: 'theme:dark', label: 'Use the dark theme', icon: 'moon', run: () => (theme.value = 'dark') },
    { id: 'theme:system', label: "Use the system's theme", icon: 'system', run: () => (theme.value = 'system') },
    { id: 'zone:utc', label: 'Show times in UTC', icon: 'clock', run: () => (zone.value = 'utc') },
    {
      id: 'zone:browser',
      label: "Show times in this browser's zone",
      icon: 'clock',
      run: () => (zone.value = 'browser'),
    },
    { id: 'copy', label: 'Copy a link to this page', icon: 'link', run: () => copyText(location.href, 'Link') },
    { id: 'help', label: 'Show keyboard shortcuts', icon: 'help', hint: '?', run: () => (helpOpen.value = true) },
  ]);
}
