import type { Command, Option } from 'commander';
import type { Api } from '../api/api.ts';
import type { LoadedConfig } from '../config/load-config.ts';
import type { Output } from '../output/output.ts';
import type { Progress } from '../output/progress.ts';
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

/** A command, as the program lists it. */
export interface ListedCommand {
  readonly name: string;
  readonly summary: string;
  /** Loads the command, and adds its arguments and options. */
  configure(command: Command): Promise<void>;
}

/** The program itself. */
export interface Listing {
  readonly commands: readonly ListedCommand[];
  /** The options of every command. */
  readonly options: readonly Option[];
}

/** What a command works with. */
export interface Context {
  readonly io: Io;
  readonly options: GlobalOptions;
  readonly out: Output;
  /** What the program has, for completion. */
  readonly program: Listing;
  /** Waits for work, and says what is waited for once it takes long. */
  readonly progress: Progress;
  /** Connects to the store or the server, once. `follow` keeps it up to date. Defaults to false. */
  api(options?: { readonly follow?: boolean }): Promise<Api>;
  /** Loads the configuration, once. Undefined when there is none. */
  config(): Promise<LoadedConfig | undefined>;
  /** Returns the environment of `--environment`, or of the configuration. Undefined for flags without patches. */
  environment(option: string | undefined): Promise<string | undefined>;
}
