import { waysToWrite } from './described.ts';
import type { DescribedCommand, DescribedOption } from './described.ts';

/** Returns a script for zsh, which a shell may source, or find as `_flagstaff` in its function path. */
export function zshScript(commands: readonly DescribedCommand[], global: readonly DescribedOption[]): string {
  const options = global.map(({ flag, description }) => described(flag, description));
  const cases = commands.map(
    ({ name, values, takesFiles, options: own }) => `    ${name})
      words_=(${values.map((value) => described(value, '')).join(' ')})
      options=(${own.map(({ flag, description }) => described(flag, description)).join(' ')})
      files=${takesFiles ? 1 : 0} ;;`,
  );
  const values = (prefix: string, of: readonly DescribedOption[]): readonly string[] =>
    of
      .filter(({ takesValue }) => takesValue)
      .map((option) => {
        const patterns = waysToWrite(option).map((flag) => `${prefix}' ${flag}'`);
        const found = option.values.length === 0 ? '_files' : `compadd -- ${option.values.join(' ')}`;
        return `    ${patterns.join('|')}) ${found}; return ;;`;
      });
  return `#compdef flagstaff
_flagstaff() {
  local command='' word previous="\${words[CURRENT-1]}" files=0
  local -a words_ options global
  if [[ "\${words[CURRENT]}" == --*=* ]]; then
    previous="\${words[CURRENT]%%=*}"
    compset -P '*='
  fi
  for word in "\${(@)words[2,CURRENT-1]}"; do
    case "$word" in
    ${commands.map(({ name }) => name).join('|')}) command="$word"; break ;;
    esac
  done
  case "$command $previous" in
${[...commands.flatMap(({ name, options: own }) => values(`'${name}'`, own)), ...values('*', global)].join('\n')}
  esac
  case "$command" in
    '') words_=(${commands.map(({ name, summary }) => described(name, summary)).join(' ')}) ;;
${cases.join('\n')}
  esac
  global=(${options.join(' ')})
  if [[ "\${words[CURRENT]}" == -* ]]; then
    options+=("\${global[@]}")
    _describe -o option options
    return
  fi
  (( \${#words_} )) && _describe argument words_
  (( files )) && _files
}
if [ "\${funcstack[1]}" = _flagstaff ]; then
  _flagstaff "$@"
else
  (( \${+functions[compdef]} )) || { autoload -U compinit && compinit -i }
  compdef _flagstaff flagstaff
fi
`;
}

/** A word with its description, between which zsh expects a colon. */
function described(word: string, description: string): string {
  const escaped = description.replaceAll(':', '\\:');
  return quoted(description === '' ? word : `${word}:${escaped}`);
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
