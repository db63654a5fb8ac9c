import { readStore } from '../documents/read-store.ts';
import { nameOf } from '../documents/named-document.ts';
import { readDocuments } from '../documents/read-input.ts';
import { setChange } from '../documents/set-change.ts';
import type { CommandModule } from '../frame/command.ts';
import { wrongUse } from '../frame/failure.ts';
import { addVersionOption, versionOf } from '../writing/version-option.ts';
import type { VersionOptions } from '../writing/version-option.ts';
import { writeChanges } from '../writing/write-changes.ts';
import { addWriteOptions } from '../writing/write-options.ts';

/** `flagstaff set` */
export const command: CommandModule<[file: string], VersionOptions> = {
  configure(command) {
    command.argument('<file>', 'JSON of one document or of several; - for the standard input');
    addVersionOption(addWriteOptions(command));
  },
  async run(context, [file], options) {
    const ifVersion = versionOf(options);
    const documents = await readDocuments(context.io, file);
    const [first, ...others] = documents.map(nameOf);
    if (ifVersion !== undefined && others.length > 0) throw wrongUse('--if-version is for one document.');
    const api = await context.api();
    const before = others.length === 0 ? new Map([[first!.id, await api.find(first!)]]) : (await readStore(api)).byId;
    const changes = documents.flatMap((document) => setChange(before.get(nameOf(document).id), document, ifVersion));
    await writeChanges(context, api, changes, options);
    return undefined;
  },
};
