/** The screens of the page and their paths. Server and page share this list. `:name` matches one segment. */
export const SCREENS = {
  flags: '/',
  flag: '/flags/:key',
  segments: '/segments',
  segment: '/segments/:key',
  environments: '/environments',
  environment: '/environments/:key',
  playground: '/playground',
  subject: '/subject',
  history: '/history',
  commit: '/history/:revision',
  health: '/health',
} as const;

/** The name of a screen. */
export type Screen = keyof typeof SCREENS;

/** The path of a flag's screen continues with one of these. The first is the default and has no path of its own. */
const FLAG_TABS = ['targeting', 'overrides', 'schedule', 'prerequisites', 'json', 'history', 'settings'] as const;

/** A part of a flag's screen. */
export type FlagTab = (typeof FLAG_TABS)[number];

const PATTERNS = [
  ...(Object.entries(SCREENS) as [Screen, string][]),
  ...FLAG_TABS.slice(1).map((tab): [Screen, string] => ['flag', `${SCREENS.flag}/${tab}`]),
].map(([screen, path]) => ({ screen, pattern: path.slice(1).split('/') }));

/** A path of the page. */
export interface ScreenPath {
  readonly screen: Screen;
  /** The segments below the mount. The last is empty when the path ends with a slash. */
  readonly segments: readonly string[];
}

/**
 * Returns the screen of a path. Undefined when no screen has this path.
 *
 * @param rest The raw path after the mount, without its first slash, such as `flags/checkout`. Empty for the mount itself.
 */
export function findScreen(rest: string): ScreenPath | undefined {
  if (rest === '') return { screen: 'flags', segments: [] };
  const segments = rest.split('/');
  const named = segments.at(-1) === '' ? segments.slice(0, -1) : segments;
  const found = PATTERNS.find(({ pattern }) => matches(pattern, named));
  return found && { screen: found.screen, segments };
}

function matches(pattern: readonly string[], segments: readonly string[]): boolean {
  return (
    pattern.length === segments.length &&
    pattern.every((part, index) => (part.startsWith(':') ? segments[index] !== '' : part === segments[index]))
  );
}
