import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { findProgram, whyMissing } from '@flagstaff/testbed';
import { beforeAll, describe, expect, it } from 'vitest';
import { COMMANDS } from '../src/commands/table.ts';
import { runIn } from './support/files.ts';

const NAMES = Object.values(COMMANDS).flatMap((entries) => entries.map(({ name }) => name));

type Shell = 'bash' | 'zsh' | 'fish';

/** Completes lines in a shell itself, in a folder with the file `flags.json`. Resolves to what it offers, by line. */
async function complete(shell: Shell, lines: readonly string[]): Promise<ReadonlyMap<string, readonly string[]>> {
  const { code, stdout: script } = await runIn('/', ['completion', shell]);
  expect(code).toBe(0);
  const folder = await mkdtemp(join(tmpdir(), 'flagstaff-completion-'));
  try {
    const files = { script, driver: DRIVERS[shell], 'setup.zsh': ZSH_SETUP, 'flags.json': '[]' };
    for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
    const program = (await findProgram(shell))!;
    const { stdout } = await promisify(execFile)(program, [...OPTIONS[shell], join(folder, 'driver'), ...lines], {
      cwd: folder,
      // Without the configuration of the user.
      env: { PATH: process.env['PATH'], HOME: folder, TERM: 'dumb' },
    });
    const parts = stdout.split('<LINE>').slice(1);
    return new Map(lines.map((line, at) => [line, [...parts[at]!.matchAll(/<<(.*)>>/g)].map(([, word]) => word!)]));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const OPTIONS: { readonly [shell in Shell]: readonly string[] } = {
  bash: ['--norc'],
  zsh: ['-f'],
  fish: ['--no-config'],
};

const BASH_DRIVER = `source ./script
for line in "$@"; do
  # Readline takes \`=\` for a word of its own.
  read -ra COMP_WORDS <<< "\${line//=/ = }"
  case "$line" in *' ') COMP_WORDS+=('') ;; esac
  COMP_CWORD=$((\${#COMP_WORDS[@]} - 1))
  _flagstaff
  [ \${#COMPREPLY[@]} -gt 0 ] || COMPREPLY=($(compgen -f -- "\${COMP_WORDS[COMP_CWORD]}"))
  echo '<LINE>'
  printf '<<%s>>\\n' "\${COMPREPLY[@]}"
done
`;

const FISH_DRIVER = `source ./script
for line in $argv
  echo '<LINE>'
  complete -C $line | string replace -r '\\t.*' '' | string replace -r '^--format=' '' | string replace -r '(.*)' '<<$1>>'
end
`;

/** Types lines into an interactive zsh, and presses the tab key. Then removes what is typed. */
const ZSH_DRIVER = `zmodload zsh/zpty
zpty shell zsh -f -i
zpty -w shell 'source ./setup.zsh'
zpty -r shell seen '*<READY>*'
for line in "$@"; do
  zpty -w -n shell "$line"$'\\t'
  zpty -r shell seen '*<END>*'
  print -r -- "<LINE>$seen"
  zpty -w -n shell $'\\x15'
done
`;

/** Prints all matches that a completion adds, and its end. */
const ZSH_SETUP = `PROMPT='' PS2=''
unsetopt prompt_cr prompt_sp beep
stty -echo
source ./script
compadd() {
  if [[ "\${@[1,(i)(-|--)]}" != *-(O|A|D)\\ * ]]; then
    local -a hits
    builtin compadd -A hits "$@"
    print -rl -- '<<'$^hits'>>'
  fi
  builtin compadd "$@"
}
finish() { print -r -- '<END>' }
tab() { comppostfuncs=(finish); zle expand-or-complete }
zle -N tab
bindkey '^I' tab
print -r -- '<READY>'
`;

const DRIVERS: { readonly [shell in Shell]: string } = { bash: BASH_DRIVER, zsh: ZSH_DRIVER, fish: FISH_DRIVER };

/** Lines, what is offered for them, and what is not. */
const LINES: readonly (readonly [line: string, offered: string[], others: readonly string[]])[] = [
  ['flagstaff ', NAMES, ['flags.json']],
  ['flagstaff lin', ['lint'], ['list']],
  ['flagstaff --quiet re', ['report', 'revert', 'references', 'remove'], ['list']],
  ['flagstaff lint --form', ['--format'], ['--file']],
  ['flagstaff lint --format s', ['sarif'], ['text', '--format']],
  ['flagstaff lint --format=s', ['sarif'], ['text']],
  ['flagstaff push --prefer ', ['file', 'store'], ['flags.json', '--prefer']],
  ['flagstaff completion ', ['bash', 'zsh', 'fish'], ['flags.json']],
  ['flagstaff list ', ['flags', 'segments', 'environments'], ['flags.json']],
  ['flagstaff types --env', ['--env-file'], ['--environment']],
  ['flagstaff rollout x 5 --env', ['--environment', '--env-file'], ['--comment']],
  ['flagstaff lint f', ['flags.json'], ['lint']],
  ['flagstaff push --file ', ['flags.json'], ['push', 'store']],
  ['flagstaff --config ', ['flags.json'], ['list']],
];

for (const shell of ['bash', 'zsh', 'fish'] as const) {
  const missing = await whyMissing(shell);
  describe.skipIf(missing !== undefined)(
    `the completion in ${shell}${missing === undefined ? '' : `, ${missing}`}`,
    () => {
      let completed: ReadonlyMap<string, readonly string[]>;
      beforeAll(async () => {
        completed = await complete(
          shell,
          LINES.map(([line]) => line),
        );
      });

      it.each(LINES)('of %j offers some words, and not others', (line, offered, others) => {
        const found = completed.get(line)!;
        expect(found).toEqual(expect.arrayContaining(offered));
        expect(found.filter((word) => others.includes(word))).toEqual([]);
      });
    },
  );
}

it('exits with 2 for another shell', async () => {
  expect(await runIn('/', ['completion', 'dos'])).toMatchObject({ code: 2, stdout: '' });
});
