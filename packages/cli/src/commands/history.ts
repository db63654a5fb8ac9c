import type { ShownCommit } from '@flagstaff/admin/client';
import type { Api } from '../api/api.ts';
import { namedDocument } from '../documents/named-document.ts';
import type { CommandModule } from '../frame/command.ts';
import { wrongUse } from '../frame/failure.ts';
import { table } from '../output/table.ts';
import { changesOf, commitText } from '../output/commit-text.ts';

interface Options {
  readonly by?: string;
  readonly since?: string;
  readonly until?: string;
  readonly limit: string;
  readonly revision?: string;
  readonly token?: string;
}

const PAGE = 500;

/** `flagstaff history` */
export const command: CommandModule<[id: string | undefined], Options> = {
  configure(command) {
    command
      .argument('[id]', "only commits of a document: a flag's key, or an id such as segment:staff")
      .option('--by <actor>', 'only commits of an actor')
      .option('--since <instant>', 'only commits from an instant on')
      .option('--until <instant>', 'only commits before an instant')
      .option('--limit <count>', 'at most so many', '20')
      .option('--revision <number>', 'show one commit, with what it changed')
      .option('--token <token>', 'show the commit of a token, such as that of a write whose outcome is unknown');
  },
  async run(context, [id], { limit, revision, token, by, ...when }) {
    const { out } = context;
    if (!/^[1-9]\d{0,8}$/.test(limit)) throw wrongUse('--limit must be a positive number.');
    const document = id === undefined ? {} : { document: namedDocument(id).id };
    const api = await context.api();
    if (revision !== undefined || token !== undefined) {
      const commit = await oneCommit(api, revision, token);
      out.data(commit, () => commitText(commit));
      return undefined;
    }
    const page = await commits(
      api,
      { ...when, ...document, ...(by === undefined ? {} : { actor: by }) },
      Number(limit),
    );
    out.data(page, () =>
      table(
        out,
        [
          ['REVISION', (commit: ShownCommit) => String(commit.revision.number)],
          ['AT', ({ at }) => at],
          ['ACTOR', ({ actor = '' }) => actor],
          ['VIA', ({ via = '' }) => via],
          ['CHANGES', changesOf],
          ['COMMENT', ({ comment = '' }) => comment],
        ],
        page.items,
      ),
    );
    if (page.truncated === true) out.words('The history has no earlier commits any more.');
    return undefined;
  },
};

async function oneCommit(api: Api, revision: string | undefined, token: string | undefined): Promise<ShownCommit> {
  const { data } =
    token === undefined
      ? await api.call('GET /commits/{revision}', { params: { revision: revision! } })
      : await api.call('GET /commits/by-token/{token}', { params: { token } });
  return data;
}

type Page = { readonly items: readonly ShownCommit[]; readonly next?: string; readonly truncated?: boolean };

async function commits(api: Api, query: object, limit: number): Promise<Page> {
  const items: ShownCommit[] = [];
  for (let cursor: string | undefined; ;) {
    const page = { ...query, limit: Math.min(PAGE, limit - items.length), ...(cursor === undefined ? {} : { cursor }) };
    const { data } = await api.call('GET /commits', { query: page });
    for (const commit of data.items) items.push(commit);
    cursor = data.next;
    if (cursor === undefined || items.length >= limit) return { ...data, items };
  }
}
