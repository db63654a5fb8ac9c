import type { Command } from 'commander';

/** The options of commands that write. */
export interface WriteOptions {
  readonly comment?: string;
  readonly yes?: boolean;
  readonly dryRun?: boolean;
}

/** Adds the options of a command that writes. */
export function addWriteOptions(command: Command): Command {
  return command
    .option('-m, --comment <text>', 'why; kept in the history')
    .option('-y, --yes', 'write without a question')
    .option('-n, --dry-run', 'print what would change, and write nothing');
}
