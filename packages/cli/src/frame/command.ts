import type { Command } from 'commander';
import type { Context } from './context.ts';
import type { ExitCode } from './exit.ts';

/** One command: its arguments and options, and what it does. `A` and `O` are what commander passes. */
export interface CommandModule<A extends readonly unknown[] = readonly unknown[], O extends object = object> {
  /** Adds arguments and options to the command. */
  configure(command: Command): void;
  /** Resolves to the exit code. Undefined for 0. */
  run(context: Context, args: A, options: O): Promise<ExitCode | undefined>;
}
