import type { Api } from '../api/api.ts';
import type { LoadedConfig } from '../config/load-config.ts';
import type { Output } from '../output/output.ts';
import type { Io } from './io.ts';

/** The options that every command has. */
export interface GlobalOptions {
  readonly config?: string;
  readonly url?: string;
  readonly key?: string;
  readonly envFile?: string;
  readonly actor?: string;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

/** What a command works with. */
export interface Context {
  readonly io: Io;
  readonly options: GlobalOptions;
  readonly out: Output;
  /** Connects to the store or the server, once. `follow` keeps it up to date. Defaults to false. */
  api(options?: { readonly follow?: boolean }): Promise<Api>;
  /** Loads the configuration, once. Undefined when there is none. */
  config(): Promise<LoadedConfig | undefined>;
  /** Returns the environment of `--environment`, or of the configuration. Undefined for flags without patches. */
  environment(option: string | undefined): Promise<string | undefined>;
}
