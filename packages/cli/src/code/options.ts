import type { Command } from 'commander';
import { plain } from '../output/plain.ts';
import type { Output } from '../output/output.ts';
import type { Unparsed } from './references.ts';

export interface CodeOptions {
  readonly method?: readonly string[];
}

export function addCodeOptions(command: Command): Command {
  return command.option(
    '--method <name...>',
    'other functions or methods whose first argument is a key, such as useFlag',
  );
}

/** Names the files that were left out. */
export function reportUnparsed({ words }: Output, unparsed: readonly Unparsed[]): void {
  for (const { file, line, column, message } of unparsed) {
    words(`${plain(file)}:${line}:${column}: cannot be parsed: ${plain(message)}`);
  }
}
