import { readFile } from 'node:fs/promises';
import { relative, resolve, sep } from 'node:path';
import { Option } from 'commander';
import { findFiles } from '../files/find-files.ts';
import type { CommandModule } from '../frame/command.ts';
import type { Context } from '../frame/context.ts';
import { EXIT } from '../frame/exit.ts';
import { wrongUse } from '../frame/failure.ts';
import { ownVersion } from '../frame/own-version.ts';
import { counted } from '../output/counted.ts';
import { plainJson } from '../output/plain.ts';
import { formatGithub } from '../lint/format/github.ts';
import { sarifLog } from '../lint/format/sarif.ts';
import { formatText } from '../lint/format/text.ts';
import type { Finding } from '../lint/finding.ts';
import { lintFiles } from '../lint/lint-files.ts';

interface Options {
  readonly format: 'text' | 'github' | 'sarif' | 'json';
  readonly maxWarnings: string;
}

/** `flagstaff lint` */
export const command: CommandModule<[globs: readonly string[]], Options> = {
  configure(command) {
    command
      .argument('[globs...]', 'files of documents', ['flags.json'])
      .addOption(
        new Option('--format <format>', 'how findings are printed')
          .choices(['text', 'github', 'sarif', 'json'])
          .default('text'),
      )
      .option('--max-warnings <count>', 'exit with 0 when there are no errors, and not more warnings', '0');
  },
  async run(context, [patterns], { format, maxWarnings }) {
    const { io, out } = context;
    if (!/^\d{1,9}$/.test(maxWarnings)) throw wrongUse('--max-warnings must be a number.');
    const { files, findings } = await context.progress('Checking the files', check(io.cwd, patterns));
    print(context, findings, out.json ? 'json' : format);
    const errors = findings.filter(({ level }) => level === 'error').length;
    const warnings = findings.length - errors;
    out.words(`${counted(errors, 'error')}, ${counted(warnings, 'warning')} in ${counted(files.length, 'file')}.`);
    return errors > 0 || warnings > Number(maxWarnings) ? EXIT.findings : EXIT.done;
  },
};

/** What globs don't find: what others wrote, and what `pull` and `push` remember. */
const IGNORED = ['**/node_modules/**', '**/*.lock.json'];

async function check(
  cwd: string,
  patterns: readonly string[],
): Promise<{ readonly files: readonly string[]; readonly findings: readonly Finding[] }> {
  const files = await findFiles({ cwd, patterns, ignore: IGNORED, gitignore: true });
  const sources = await Promise.all(files.map(async (file) => ({ file, text: await read(cwd, file) })));
  return { files, findings: await lintFiles(sources, Date.now()) };
}

async function read(cwd: string, file: string): Promise<string> {
  return readFile(resolve(cwd, file), 'utf8').catch(() => {
    throw wrongUse(`The file ${file} cannot be read.`);
  });
}

function print({ io, out }: Context, findings: readonly Finding[], format: Options['format']): void {
  // Annotations name files from the root of the repository.
  const root = io.env['GITHUB_WORKSPACE'] ?? io.cwd;
  const pathOf = (file: string): string => relative(root, resolve(io.cwd, file)).split(sep).join('/');
  switch (format) {
    case 'text':
      return out.data(findings, () => formatText(findings, out.style));
    case 'github':
      return out.data(findings, () => formatGithub(findings, pathOf));
    case 'sarif':
      return out.data(findings, () => plainJson(sarifLog(findings, ownVersion(), pathOf), 2));
    case 'json':
      return out.data(findings, () => plainJson(findings, 2));
  }
}
