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

const PATTERNS: readonly (readonly string[])[] = [
  ...Object.values(SCREENS),
  ...FLAG_TABS.slice(1).map((tab) => `${SCREENS.flag}/${tab}`),
].map((path) => path.slice(1).split('/'));

/**
 * Returns the number of segments that a screen's path has below the mount. Undefined when no screen has this path.
 *
 * @param rest The raw path after the mount, without its first slash, such as `flags/checkout`. Empty for the mount itself.
 */
export function depthOfScreen(rest: string): number | undefined {
  if (rest === '') return 0;
  const segments = rest.split('/');
  const named = segments.at(-1) === '' ? segments.slice(0, -1) : segments;
  return PATTERNS.some((pattern) => matches(pattern, named)) ? segments.length : undefined;
}

function matches(pattern: readonly string[], segments: readonly string[]): boolean {
  return (
    pattern.length === segments.length &&
    pattern.every((part, index) => (part.startsWith(':') ? segments[index] !== '' : part === segments[index]))
  );
}
