import { Command } from 'commander';
import type { Argument, Option } from 'commander';
import type { ListedCommand } from '../frame/context.ts';

/** What a shell may complete after a command. */
export interface DescribedCommand {
  readonly name: string;
  readonly summary: string;
  readonly options: readonly DescribedOption[];
  /** Values of arguments. */
  readonly values: readonly string[];
  /** Whether an argument may name a file. */
  readonly takesFiles: boolean;
}

export interface DescribedOption {
  /** With its dashes, such as `--format`. */
  readonly flag: string;
  /** With its dash, such as `-f`. Undefined when there is none. */
  readonly short: string | undefined;
  readonly description: string;
  readonly takesValue: boolean;
  /** The values that it takes. Empty for any. */
  readonly values: readonly string[];
}

/** Returns what a command has, as its own module says. */
export async function describeCommand({ name, summary, configure }: ListedCommand): Promise<DescribedCommand> {
  const command = new Command(name);
  await configure(command);
  const values = command.registeredArguments.flatMap(({ argChoices = [] }) => argChoices);
  const takesFiles = command.registeredArguments.some(namesFiles);
  return { name, summary, values, takesFiles, options: describeOptions(command.options) };
}

function namesFiles({ description }: Argument): boolean {
  return /\bfiles?\b|\bwhere to write\b|^JSON of/.test(description);
}

export function describeOptions(options: readonly Option[]): readonly DescribedOption[] {
  return options.flatMap(({ long, short, description, required, optional, argChoices = [] }) =>
    long === undefined || long === null
      ? []
      : { flag: long, short: short ?? undefined, description, takesValue: required || optional, values: argChoices },
  );
}

/** Returns every way to write an option. */
export function waysToWrite({ flag, short }: DescribedOption): readonly string[] {
  return short === undefined ? [flag] : [short, flag];
}
