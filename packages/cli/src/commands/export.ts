import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { fileText } from '../documents/file-text.ts';
import { readStore } from '../documents/read-store.ts';
import type { CommandModule } from '../frame/command.ts';
import { plainLines } from '../output/plain.ts';

/** `flagstaff export` */
export const command: CommandModule<[file: string | undefined]> = {
  configure(command) {
    command.argument('[file]', 'where to write; omit for the standard output');
  },
  async run({ io, out, ...context }, [file]) {
    const { revision, documents } = await readStore(await context.api());
    if (file === undefined) {
      out.data({ revision, documents }, () => plainLines(fileText(documents).trimEnd()));
      return undefined;
    }
    await writeFile(resolve(io.cwd, file), fileText(documents));
    out.words(`Wrote ${documents.length} documents to ${file}.`);
    return undefined;
  },
};
