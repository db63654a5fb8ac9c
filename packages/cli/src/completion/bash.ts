import type { DescribedCommand, DescribedOption } from './described.ts';

/** Returns a script for bash. Names of commands, options and values have no characters that it treats specially. */
export function bashScript(commands: readonly DescribedCommand[], global: readonly DescribedOption[]): string {
  const flags = global.map(({ flag }) => flag);
  const words = (own: readonly string[]): string => `words='${[...own, ...flags].join(' ')}'`;
  const cases = commands.map(
    ({ name, values, options }) => `    ${name}) ${words([...values, ...options.map(({ flag }) => flag)])} ;;`,
  );
  const values = commands.flatMap(({ name, options }) =>
    options
      .filter((option) => option.values.length > 0)
      .map((option) => `    '${name} ${option.flag}') words='${option.values.join(' ')}' ;;`),
  );
  const names = commands.map(({ name }) => name);
  return `_flagstaff() {
  local current="\${COMP_WORDS[COMP_CWORD]}" previous="\${COMP_WORDS[COMP_CWORD-1]}" command='' word words=''
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case "$word" in
    ${names.join('|')}) command="$word"; break ;;
    esac
  done
  case "$command" in
    '') ${words(names)} ;;
${cases.join('\n')}
  esac
  case "$command $previous" in
${values.join('\n')}
  esac
  COMPREPLY=($(compgen -W "$words" -- "$current"))
}
complete -o default -F _flagstaff flagstaff
`;
}

/** Returns a script for zsh, which understands scripts for bash. */
export function zshScript(commands: readonly DescribedCommand[], global: readonly DescribedOption[]): string {
  return `#compdef flagstaff
autoload -U +X compinit && compinit
autoload -U +X bashcompinit && bashcompinit
${bashScript(commands, global)}`;
}
