import type { DocumentId } from '@flagstaff/core';
import type { CommandModule } from '../frame/command.ts';
import type { Context } from '../frame/context.ts';
import { EXIT } from '../frame/exit.ts';
import { readStore } from '../documents/read-store.ts';
import { setChange } from '../documents/set-change.ts';
import { addFileOptions, compareWithStore, writeFiles } from '../files/compare.ts';
import type { Compared, FileOptions } from '../files/compare.ts';
import { addWriteOptions } from '../writing/write-options.ts';
import type { WriteOptions } from '../writing/write-options.ts';
import { writeChanges } from '../writing/write-changes.ts';
import type { Changes } from '../writing/write-changes.ts';

interface Options extends FileOptions, WriteOptions {
  readonly check?: boolean;
  readonly delete?: boolean;
}

/** `flagstaff push` */
export const command: CommandModule<[], Options> = {
  configure(command) {
    addWriteOptions(addFileOptions(command))
      .option('--check', 'write nothing; exit with 1 when the store would change')
      .option('--delete', 'delete documents that the file no longer has, and the store has unchanged');
  },
  async run(context, _args, options) {
    const api = await context.api();
    const compared = await compareWithStore(context, api, options);
    const deleted = options.delete === true ? compared.deletedInFile : [];
    reportKept(context, options.delete === true ? [] : compared.deletedInFile);
    const changes = [
      ...changesOf(compared),
      ...deleted.map((id) => ({ delete: id, ifVersion: versionOf(compared, id) })),
    ];
    if (options.check === true) {
      const ids = changes.map((change) =>
        'delete' in change ? change.delete : `${change.set.kind}:${change.set.key}`,
      );
      context.out.data(ids, () => ids.join('\n'));
      return changes.length === 0 ? EXIT.done : EXIT.findings;
    }
    await writeChanges(context, api, changes, options);
    if (options.dryRun !== true) await writeFiles(context, options.file, compared.documents, await readStore(api));
    return undefined;
  },
};

function changesOf({ documents, store }: Compared): Changes {
  return [...documents].flatMap(([id, document]) => setChange(store.byId.get(id), document));
}

function versionOf({ store }: Compared, id: DocumentId): number {
  return store.byId.get(id)!.version;
}

function reportKept({ out }: Context, kept: readonly DocumentId[]): void {
  if (kept.length > 0)
    out.words(`Kept in the store, although the file lacks them: ${kept.join(', ')}. Pass --delete to delete them.`);
}
