import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { COMMANDS } from '../src/commands/table.ts';
import { runIn } from './support/files.ts';

const NAMES = Object.values(COMMANDS).flatMap((entries) => entries.map(({ name }) => name));

async function scriptFor(shell: string): Promise<string> {
  const { code, stdout } = await runIn('/', ['completion', shell]);
  expect(code).toBe(0);
  return stdout;
}

// All commands are loaded.
describe('the completion for bash', { timeout: 60_000 }, () => {
  /** Completes a line in bash itself. */
  async function complete(line: string): Promise<readonly string[]> {
    const script = `${await scriptFor('bash')}
COMP_WORDS=(${line
      .split(' ')
      .map((word) => `'${word}'`)
      .join(' ')})
COMP_CWORD=$((\${#COMP_WORDS[@]} - 1))
_flagstaff
printf '%s\\n' "\${COMPREPLY[@]}"`;
    const { stdout } = await promisify(execFile)('bash', ['--norc', '-c', script]);
    return stdout.trimEnd().split('\n');
  }

  it.each([
    ['flagstaff lin', ['lint']],
    ['flagstaff --quiet re', ['report', 'revert', 'references', 'remove']],
    ['flagstaff lint --form', ['--format']],
    ['flagstaff lint --format s', ['sarif']],
    ['flagstaff completion ', ['bash', 'zsh', 'fish']],
    ['flagstaff types --env', ['--env-file']],
    ['flagstaff lint x', ['']],
  ])('of %j is %j', async (line, expected) => {
    expect(await complete(line)).toEqual(expect.arrayContaining(expected));
  });

  it('names every command', async () => {
    expect(await complete('flagstaff ')).toEqual(expect.arrayContaining(NAMES));
  });
});

it('completes in fish and zsh, with every command', { timeout: 60_000 }, async () => {
  const [fish, zsh] = [await scriptFor('fish'), await scriptFor('zsh')];
  expect(zsh).toMatch(/^#compdef flagstaff\n/);
  for (const name of NAMES) {
    expect(fish).toContain(`-n __fish_use_subcommand -a ${name} -d '`);
    expect(zsh).toContain(`\n    ${name}) words=`);
  }
  expect(fish).toContain(
    `complete -c flagstaff -n '__fish_seen_subcommand_from lint' -l format -x -a 'text github sarif json' -d '`,
  );
});

it('exits with 2 for another shell', async () => {
  expect(await runIn('/', ['completion', 'dos'])).toMatchObject({ code: 2, stdout: '' });
});
