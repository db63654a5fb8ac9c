import { waysToWrite } from './described.ts';
import type { DescribedCommand, DescribedOption } from './described.ts';

/**
 * Returns a script for bash. Names of commands, options and values have no characters that it treats specially. Where nothing of them
 * fits, it completes files.
 */
export function bashScript(commands: readonly DescribedCommand[], global: readonly DescribedOption[]): string {
  const flags = global.map(({ flag }) => flag);
  const words = (own: readonly string[]): string => `words='${[...own, ...flags].join(' ')}'`;
  const cases = commands.map(
    ({ name, values, options }) => `    ${name}) ${words([...values, ...options.map(({ flag }) => flag)])} ;;`,
  );
  const values = (prefix: string, options: readonly DescribedOption[]): readonly string[] =>
    options
      .filter(({ takesValue }) => takesValue)
      .map((option) => {
        const patterns = waysToWrite(option).map((flag) => `${prefix}' ${flag}'`);
        return `    ${patterns.join('|')}) words='${option.values.join(' ')}' ;;`;
      });
  const names = commands.map(({ name }) => name);
  return `_flagstaff() {
  local current="\${COMP_WORDS[COMP_CWORD]}" previous="\${COMP_WORDS[COMP_CWORD-1]}" command='' word words=''
  if [ "$current" = '=' ]; then
    current=''
  elif [ "$previous" = '=' ]; then
    previous="\${COMP_WORDS[COMP_CWORD-2]}"
  fi
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
${[...commands.flatMap(({ name, options }) => values(`'${name}'`, options)), ...values('*', global)].join('\n')}
  esac
  COMPREPLY=($(compgen -W "$words" -- "$current"))
}
complete -o default -F _flagstaff flagstaff
`;
}
