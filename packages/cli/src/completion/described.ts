import { Command } from 'commander';
import type { Option } from 'commander';
import type { ListedCommand } from '../frame/context.ts';

/** What a shell may complete after a command. */
export interface DescribedCommand {
  readonly name: string;
  readonly summary: string;
  readonly options: readonly DescribedOption[];
  /** Values of arguments. */
  readonly values: readonly string[];
}

export interface DescribedOption {
  /** With its dashes, such as `--format`. */
  readonly flag: string;
  readonly description: string;
  /** The values that it takes. Empty for any, and for none. */
  readonly values: readonly string[];
}

/** Returns what a command has, as its own module says. */
export async function describeCommand({ name, summary, configure }: ListedCommand): Promise<DescribedCommand> {
  const command = new Command(name);
  await configure(command);
  const values = command.registeredArguments.flatMap(({ argChoices = [] }) => argChoices);
  return { name, summary, values, options: describeOptions(command.options) };
}

export function describeOptions(options: readonly Option[]): readonly DescribedOption[] {
  return options.flatMap(({ long, description, argChoices = [] }) =>
    long === undefined || long === null ? [] : { flag: long, description, values: argChoices },
  );
}
