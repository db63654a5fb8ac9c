import { delimiter, join } from 'node:path';
import { ROOT } from './root.mjs';

/**
 * The environment of child processes: the caller's own (proxies, certificates, HOME), with the repository's tools first on the
 * path (turbo looks for pnpm there), and without telemetry and prompts.
 */
export const ENVIRONMENT = {
  ...process.env,
  PATH: [join(ROOT, 'node_modules', '.bin'), process.env['PATH'] ?? ''].join(delimiter),
  TURBO_TELEMETRY_DISABLED: '1',
  DO_NOT_TRACK: '1',
  npm_config_update_notifier: 'false',
  // The linter and the compiler are written in Go. Collecting garbage less often saves a fifth of the linter's time.
  GOGC: process.env['GOGC'] ?? '400',
};

/** True in `npm run soak`. */
export const SOAKING = process.env['FLAGSTAFF_SOAK'] === '1';

/** For npm in a folder of its own. npm passes its settings on to an npm that it runs; that folder has none of them. */
export const NPM_ENVIRONMENT = Object.fromEntries(
  Object.entries(ENVIRONMENT).filter(
    ([name]) => !/^npm_(package|lifecycle|config_local_prefix|config_prefix)/i.test(name),
  ),
);
