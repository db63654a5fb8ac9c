import type { DescribedCommand, DescribedOption } from './described.ts';

/** Returns a script for fish. */
export function fishScript(commands: readonly DescribedCommand[], global: readonly DescribedOption[]): string {
  const lines = [
    ...global.map((option) => optionLine(option)),
    ...commands.flatMap(({ name, summary, values, options }) => [
      `complete -c flagstaff -f -n __fish_use_subcommand -a ${name} -d ${quoted(summary)}`,
      ...(values.length === 0 ? [] : [`complete -c flagstaff -n ${after(name)} -a ${quoted(values.join(' '))}`]),
      ...options.map((option) => optionLine(option, name)),
    ]),
  ];
  return `${lines.join('\n')}\n`;
}

function optionLine({ flag, description, values }: DescribedOption, command?: string): string {
  return [
    'complete -c flagstaff',
    ...(command === undefined ? [] : [`-n ${after(command)}`]),
    `-l ${flag.replace(/^--/, '')}`,
    ...(values.length === 0 ? [] : [`-x -a ${quoted(values.join(' '))}`]),
    `-d ${quoted(description)}`,
  ].join(' ');
}

function after(command: string): string {
  return quoted(`__fish_seen_subcommand_from ${command}`);
}

function quoted(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}
