import type { DescribedCommand, DescribedOption } from './described.ts';

/** Returns a script for fish. */
export function fishScript(commands: readonly DescribedCommand[], global: readonly DescribedOption[]): string {
  const others = commands.filter(({ takesFiles }) => !takesFiles).map(({ name }) => name);
  const lines = [
    'complete -c flagstaff -e',
    'complete -c flagstaff -f -n __fish_use_subcommand',
    `complete -c flagstaff -f -n ${after(others.join(' '))}`,
    ...global.map((option) => optionLine(option)),
    ...commands.flatMap(({ name, summary, values, options }) => [
      `complete -c flagstaff -n __fish_use_subcommand -a ${name} -d ${quoted(summary)}`,
      ...(values.length === 0 ? [] : [`complete -c flagstaff -n ${after(name)} -a ${quoted(values.join(' '))}`]),
      ...options.map((option) => optionLine(option, name)),
    ]),
  ];
  return `${lines.join('\n')}\n`;
}

function optionLine({ flag, short, description, takesValue, values }: DescribedOption, command?: string): string {
  return [
    'complete -c flagstaff',
    ...(command === undefined ? [] : [`-n ${after(command)}`]),
    ...(short === undefined ? [] : [`-s ${short.replace(/^-/, '')}`]),
    `-l ${flag.replace(/^--/, '')}`,
    // Other values are files, where anything is.
    ...(values.length > 0 ? [`-x -a ${quoted(values.join(' '))}`] : takesValue ? ['-r -F'] : []),
    `-d ${quoted(description)}`,
  ].join(' ');
}

function after(commands: string): string {
  return quoted(`__fish_seen_subcommand_from ${commands}`);
}

function quoted(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}
