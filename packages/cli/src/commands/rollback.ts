import { documentDifferences } from '@flagstaff/core/management';
import type { StoredDocument } from '@flagstaff/core';
import type { Api } from '../api/api.ts';
import { nameOf } from '../documents/named-document.ts';
import type { Plural } from '../documents/named-document.ts';
import { readStore } from '../documents/read-store.ts';
import { revisionNumber } from '../documents/revision-number.ts';
import type { CommandModule } from '../frame/command.ts';
import { table } from '../output/table.ts';
import { confirm } from '../writing/confirm.ts';
import { printCommit } from '../writing/write-changes.ts';
import { addWriteOptions } from '../writing/write-options.ts';
import type { WriteOptions } from '../writing/write-options.ts';
import { writeOnce } from '../writing/write-once.ts';

/** `flagstaff rollback` */
export const command: CommandModule<[revision: string], WriteOptions> = {
  configure(command) {
    addWriteOptions(command.argument('<revision>', 'the number of the revision to go back to'));
  },
  async run(context, [text], { comment, yes = false, dryRun = false }) {
    const { out } = context;
    const to = revisionNumber(text);
    const api = await context.api();
    const effects = effectsOf((await readStore(api)).documents, await documentsAt(api, to));
    if (effects.length === 0) {
      out.words('Nothing to change.');
      return undefined;
    }
    if (dryRun) {
      out.data(effects, () => table(out, COLUMNS, effects));
      return undefined;
    }
    out.words(table({ style: out.forWords.style, width: undefined }, COLUMNS, effects));
    await confirm(context, `Restore ${effects.length} documents as of revision ${to}?`, yes);
    const { data } = await writeOnce(context, api, (idempotencyKey) =>
      api.call('POST /rollback', { body: { to, ...(comment === undefined ? {} : { comment }) }, idempotencyKey }),
    );
    if (data.commit !== null) printCommit(context, data.commit);
    return undefined;
  },
};

interface Effect {
  readonly id: string;
  readonly effect: 'created' | 'deleted' | 'changed';
  readonly fields: readonly string[];
}

const COLUMNS = [
  ['DOCUMENT', ({ id }: Effect) => id],
  ['EFFECT', ({ effect }: Effect) => effect],
  ['FIELDS', ({ fields }: Effect) => fields.join(', ')],
] as const;

const KINDS: readonly Plural[] = ['environments', 'segments', 'flags'];

async function documentsAt(api: Api, revision: number): Promise<readonly StoredDocument[]> {
  const documents: StoredDocument[] = [];
  for (const kind of KINDS) {
    for (let cursor: string | undefined; ;) {
      const query = { revision, fields: 'document', limit: 500, ...(cursor === undefined ? {} : { cursor }) } as const;
      const { data } = await api.call('GET /{kind}', { params: { kind }, query });
      for (const { document } of data.items) documents.push(document!);
      cursor = data.next;
      if (cursor === undefined) break;
    }
  }
  return documents;
}

function effectsOf(now: readonly StoredDocument[], then: readonly StoredDocument[]): readonly Effect[] {
  const [before, after] = [now, then].map((list) => new Map(list.map((document) => [nameOf(document).id, document])));
  return [...new Set([...before!.keys(), ...after!.keys()])].flatMap((id): Effect[] => {
    const [was, is] = [before!.get(id), after!.get(id)];
    if (was === undefined) return [{ id, effect: 'created', fields: [] }];
    if (is === undefined) return [{ id, effect: 'deleted', fields: [] }];
    const fields = documentDifferences(was, is).map(({ field }) => field);
    return fields.length === 0 ? [] : [{ id, effect: 'changed', fields }];
  });
}
