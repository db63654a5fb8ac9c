import type { FlagDefinitions, StorageBackend } from '@flagstaff/core';

/** The configuration of the `flagstaff` command. With `storage` it reads the store itself, with `url` it calls an app's admin API. */
export interface FlagstaffConfig {
  /** The store, or a function that creates it when a command needs it. Omit with `url`. */
  readonly storage?: StorageBackend | (() => StorageBackend | Promise<StorageBackend>) | undefined;
  /** The URL at which the app mounts `@flagstaff/admin`, such as `https://app.example/admin/flags`. Omit with `storage`. */
  readonly url?: string | undefined;
  /** The environment that commands use without `--environment`. Defaults to the flags without patches. */
  readonly environment?: string | undefined;
  /** The flags that the program defines, for `report`. Only used with `storage`. Defaults to none. */
  readonly definitions?: FlagDefinitions | undefined;
}

/** Returns its argument: it only checks the types of a `flagstaff.config.ts`. */
export function defineConfig(config: FlagstaffConfig): FlagstaffConfig {
  return config;
}
