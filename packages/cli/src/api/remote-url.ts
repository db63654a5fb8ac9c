import type { Context } from '../frame/context.ts';

/** Returns the URL of `--url` or `FLAGSTAFF_URL`. A named configuration comes before the variable; an empty one is not set. */
export function remoteUrl({ io, options }: Pick<Context, 'io' | 'options'>): string | undefined {
  return options.url ?? (options.config === undefined ? io.env['FLAGSTAFF_URL'] || undefined : undefined);
}
