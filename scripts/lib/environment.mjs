import { delimiter, join } from 'node:path';
import { ROOT } from './root.mjs';

/**
 * The environment of everything that the scripts start: the caller's own (proxies, certificates, HOME), the repository's tools
 * first on the path (turbo looks for pnpm there), and nothing that calls home or asks.
 */
export const ENVIRONMENT = {
  ...process.env,
  PATH: [join(ROOT, 'node_modules', '.bin'), process.env['PATH'] ?? ''].join(delimiter),
  TURBO_TELEMETRY_DISABLED: '1',
  DO_NOT_TRACK: '1',
  npm_config_update_notifier: 'false',
  npm_config_confirm_modules_purge: 'false',
};
