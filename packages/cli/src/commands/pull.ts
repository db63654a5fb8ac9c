import type { CommandModule } from '../frame/command.ts';
import { EXIT } from '../frame/exit.ts';
import { addFileOptions, compareWithStore, differing, writeFiles } from '../files/compare.ts';
import type { FileOptions } from '../files/compare.ts';

interface Options extends FileOptions {
  readonly check?: boolean;
}

/** `flagstaff pull` */
export const command: CommandModule<[], Options> = {
  configure(command) {
    addFileOptions(command).option('--check', 'write nothing; exit with 1 when the file would change');
  },
  async run(context, _args, options) {
    const { out } = context;
    const api = await context.api();
    const { documents, file, store } = await compareWithStore(context, api, options);
    const changed = differing(file, documents);
    out.data(changed, () => changed.join('\n'));
    if (options.check === true) return changed.length === 0 ? EXIT.done : EXIT.findings;
    await writeFiles(context, options.file, documents, store);
    out.words(
      `${options.file}: ${changed.length === 0 ? 'nothing new' : `${changed.length} changed`}, revision ${store.revision?.number ?? 0}.`,
    );
    return undefined;
  },
};
