import { readDocument } from '../documents/find-flag.ts';
import { namedDocument } from '../documents/named-document.ts';
import type { CommandModule } from '../frame/command.ts';
import { addVersionOption, versionOf } from '../writing/version-option.ts';
import type { VersionOptions } from '../writing/version-option.ts';
import { writeChanges } from '../writing/write-changes.ts';
import { addWriteOptions } from '../writing/write-options.ts';

/** `flagstaff delete` */
export const command: CommandModule<[id: string], VersionOptions> = {
  configure(command) {
    command.argument('<id>', "a flag's key, or an id such as segment:staff");
    addVersionOption(addWriteOptions(command));
  },
  async run(context, [id], options) {
    const ifVersion = versionOf(options);
    const named = namedDocument(id);
    const api = await context.api();
    const { version } = await readDocument(api, named);
    await writeChanges(context, api, [{ delete: named.id, ifVersion: ifVersion ?? version }], options);
    return undefined;
  },
};
