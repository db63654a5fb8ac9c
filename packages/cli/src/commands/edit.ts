import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Document, StoredDocument } from '@flagstaff/core';
import { withoutStorageFields } from '@flagstaff/core/storage';
import type { Api } from '../api/api.ts';
import { readDocument } from '../documents/find-flag.ts';
import { nameOf, namedDocument } from '../documents/named-document.ts';
import type { NamedDocument } from '../documents/named-document.ts';
import { setChange } from '../documents/set-change.ts';
import type { CommandModule } from '../frame/command.ts';
import { refused, wrongUse } from '../frame/failure.ts';
import type { Io } from '../frame/io.ts';
import { writeChanges } from '../writing/write-changes.ts';
import { addVersionOption, versionOf } from '../writing/version-option.ts';
import type { VersionOptions } from '../writing/version-option.ts';
import { addWriteOptions } from '../writing/write-options.ts';

const COMMENT = '//';

/** `flagstaff edit` */
export const command: CommandModule<[id: string], VersionOptions> = {
  configure(command) {
    addVersionOption(addWriteOptions(command.argument('<id>', "a flag's key, or an id such as segment:staff")));
  },
  async run(context, [id], options) {
    const ifVersion = versionOf(options);
    const named = namedDocument(id);
    const editor = context.io.env['VISUAL'] ?? context.io.env['EDITOR'];
    if (editor === undefined || editor === '') throw wrongUse('Set the variable EDITOR, or use `flagstaff set`.');
    const api = await context.api();
    const before = await readDocument(api, named);
    const edited = await editUntilValid(context.io, api, { editor, named, before });
    await writeChanges(context, api, setChange(before, edited, ifVersion), options);
    return undefined;
  },
};

interface Editing {
  readonly editor: string;
  readonly named: NamedDocument;
  readonly before: StoredDocument;
}

/** Opens the editor, again with the faults as comments while there are any. An unchanged file gives up. */
async function editUntilValid(io: Io, api: Api, { editor, named, before }: Editing): Promise<Document> {
  const folder = await mkdtemp(join(tmpdir(), 'flagstaff-'));
  const file = join(folder, `${named.key}.json`);
  try {
    let text = `${JSON.stringify(withoutStorageFields(before), null, 2)}\n`;
    for (let isFirst = true; ; isFirst = false) {
      await writeFile(file, text);
      await openEditor(io, editor, file);
      const edited = await readFile(file, 'utf8');
      if (edited === text && !isFirst) throw refused('DECLINED', 'The document is still invalid. Nothing was written.');
      const read = parse(edited, named);
      const faults = 'faults' in read ? read.faults : await faultsOf(api, read.document);
      if (faults.length === 0 && 'document' in read) return read.document;
      text = [...faults.map((fault) => `${COMMENT} ${fault}`), withoutComments(edited)].join('\n');
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function openEditor({ cwd, env, onInterrupt }: Io, editor: string, file: string): Promise<void> {
  // An editor may have arguments, as in git.
  const child = spawn(`${editor} "${file}"`, { shell: true, stdio: 'inherit', cwd, env });
  // Ctrl-C is for the editor, which may end nothing by it.
  const stop = onInterrupt(() => undefined);
  const [code] = (await once(child, 'close').finally(stop)) as [number | null];
  if (code !== 0) throw refused('DECLINED', `The editor ended with ${String(code)}. Nothing was written.`);
}

function withoutComments(text: string): string {
  return text
    .split('\n')
    .filter((line) => !line.startsWith(COMMENT))
    .join('\n');
}

function parse(
  text: string,
  { id }: NamedDocument,
): { readonly document: Document } | { readonly faults: readonly string[] } {
  try {
    const document = JSON.parse(withoutComments(text)) as Document | null;
    const isSame = typeof document === 'object' && document !== null && `${document.kind}:${document.key}` === id;
    return isSame ? { document } : { faults: [`\`kind\` and \`key\` must stay those of ${id}.`] };
  } catch (error) {
    return { faults: [(error as Error).message.replaceAll('\n', ' ')] };
  }
}

async function faultsOf(api: Api, document: Document): Promise<readonly string[]> {
  const { data } = await api.call('POST /validate', { body: { documents: [document] } });
  const { id } = nameOf(document);
  return data.problems.map(({ path, message, id: of = id }) =>
    of === id ? `${path}: ${message}` : `${of} ${path}: ${message}`,
  );
}
