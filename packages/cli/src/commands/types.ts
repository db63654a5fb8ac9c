import { readFile, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { FlagDocument } from '@flagstaff/core';
import { readStore } from '../documents/read-store.ts';
import type { CommandModule } from '../frame/command.ts';
import type { Context } from '../frame/context.ts';
import { EXIT } from '../frame/exit.ts';
import { wrongUse } from '../frame/failure.ts';
import { checkDocuments } from '../lint/check-documents.ts';
import { unifiedDiff } from '../output/unified-diff.ts';
import { plain } from '../output/plain.ts';
import { definitionsText } from '../types/definitions-text.ts';

interface Options {
  readonly out: string;
  readonly check?: boolean;
  readonly register: boolean;
}

/** `flagstaff types` */
export const command: CommandModule<[], Options> = {
  configure(command) {
    command
      .option('-o, --out <file>', 'the TypeScript file; - for the standard output', 'flags.ts')
      .option('--check', 'write nothing; exit with 1 when the file would change')
      .option('--no-register', 'leave the global types, such as req.flags, as they are');
  },
  async run(context, _args, { out: file, check = false, register }) {
    const { io, out } = context;
    if (check && file === '-') throw wrongUse('--check compares a file. Name it with --out.');
    const text = definitionsText(await readFlags(context), { register });
    if (file === '-') {
      io.stdout.write(text);
      return undefined;
    }
    const path = resolve(io.cwd, file);
    const before = await readIfThere(path, file);
    const isSame = before === text;
    const diff = isSame ? '' : unifiedDiff(file.replaceAll('\\', '/'), before ?? '', text);
    out.data({ file, changed: !isSame, diff }, () => (check ? diff.trimEnd() : ''));
    if (check) {
      if (!isSame) out.words(`${file} differs from the store. Run flagstaff types.`);
      return isSame ? EXIT.done : EXIT.findings;
    }
    if (!isSame) await writeFile(path, text);
    out.words(`${file}: ${isSame ? 'nothing new' : 'written'}.`);
    return undefined;
  },
};

/** Returns the flags of the store that are valid, and names the others. */
async function readFlags({ out, ...context }: Context): Promise<readonly FlagDocument[]> {
  const api = await context.api();
  const { documents } = await readStore(api);
  const issues = await checkDocuments(documents);
  const invalid = new Set(issues.filter(({ fault }) => fault !== 'reference').map(({ change }) => change));
  for (const { id } of new Map(issues.map((issue) => [issue.change, issue])).values()) {
    out.words(`${plain(id ?? 'A document')} is not valid.`);
  }
  return documents.filter((document, index) => document.kind === 'flag' && !invalid.has(index)) as FlagDocument[];
}

/** Line ends of Windows are no difference. */
async function readIfThere(path: string, file: string): Promise<string | undefined> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw wrongUse(`The file ${file} cannot be read.`);
  });
  return text?.replaceAll('\r\n', '\n');
}
