import { Argument, Option } from 'commander';
import type { AnswerOf, FlagCell, QueryOf } from '@flagstaff/admin/client';
import type { Api } from '../api/api.ts';
import type { CommandModule } from '../frame/command.ts';
import { wrongUse } from '../frame/failure.ts';
import { table } from '../output/table.ts';
import type { Column } from '../output/table.ts';
import type { Plural } from '../documents/named-document.ts';

type List = AnswerOf<'GET /{kind}'>;
type Item = List['items'][number];

interface Options {
  readonly environment?: string;
  readonly search?: string;
  readonly tag?: string;
  readonly owner?: string;
  readonly type?: string;
  readonly status?: string;
  readonly state?: string;
  readonly clientSide?: boolean;
  readonly changedSince?: string;
  readonly sort?: string;
  readonly limit?: string;
}

const PLURALS: readonly Plural[] = ['flags', 'segments', 'environments'];
const SORTS = ['key', 'name', 'updatedAt', 'createdAt'].flatMap((field) => [field, `-${field}`]);
/** The most that the API answers at once. */
const PAGE = 500;

/** `flagstaff list` */
export const command: CommandModule<[kind: string], Options> = {
  configure(command) {
    command
      .addArgument(new Argument('[kind]', 'what to list').choices(PLURALS).default('flags'))
      .option('-e, --environment <key>', 'the environment to show flags in')
      .option('-s, --search <words>', 'only those with all words in key, name, description, tags or owner')
      .option('--tag <tag>', 'only those with a tag')
      .option('--owner <owner>', 'only those of an owner')
      .addOption(new Option('--type <type>', 'only flags of a type').choices(['boolean', 'string', 'number', 'object']))
      .addOption(
        new Option('--status <status>', 'only flags with a status').choices(['active', 'inactive', 'archived']),
      )
      .option('--state <state>', 'only flags in a state, such as settled or overdue')
      .option('--client-side', 'only flags that may be sent to browsers')
      .option('--changed-since <instant>', 'only those that changed since an instant')
      .addOption(new Option('--sort <field>', 'the order; with a minus, the last one first').choices(SORTS))
      .option('--limit <count>', 'at most so many');
  },
  async run(context, [kind], { search, limit, clientSide, ...filters }) {
    const most = limitOf(limit);
    const environment = kind === 'flags' ? await context.environment(filters.environment) : undefined;
    const query = { ...filters, environment, q: search, client: clientSide } as QueryOf<'GET /{kind}'>;
    const list = await readAll(await context.api(), kind as Plural, query, most);
    context.out.data(list, () => table(context.out, columnsOf(kind as Plural, environment), list.items));
    return undefined;
  },
};

function limitOf(text: string | undefined): number {
  if (text === undefined) return Number.POSITIVE_INFINITY;
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw wrongUse('--limit must be a positive number.');
}

async function readAll(api: Api, kind: Plural, query: QueryOf<'GET /{kind}'>, limit: number): Promise<List> {
  const items: Item[] = [];
  for (let cursor: string | undefined; ;) {
    const page = { ...query, limit: Math.min(PAGE, limit - items.length), ...(cursor === undefined ? {} : { cursor }) };
    const { data } = await api.call('GET /{kind}', { params: { kind }, query: page });
    for (const item of data.items) items.push(item);
    cursor = data.next;
    if (cursor === undefined) return { revision: data.revision, items };
    if (items.length >= limit) return { revision: data.revision, items, next: cursor };
  }
}

const KEY: Column<Item> = ['KEY', (item) => item.key];
const PARENT: Column<Item> = ['PARENT', ({ parent = '' }) => parent];
const ABOUT: readonly Column<Item>[] = [
  ['NAME', ({ name = '' }) => name],
  ['OWNER', ({ owner = '' }) => owner],
  ['TAGS', ({ tags = [] }) => tags.join(', ')],
];

function columnsOf(kind: Plural, environment = '*'): readonly Column<Item>[] {
  const cell = ({ cells }: Item): FlagCell => cells![environment]!;
  const own: { readonly [plural in Plural]: readonly Column<Item>[] } = {
    flags: [
      ['TYPE', ({ type = '' }) => type],
      ['STATE', (item) => cell(item).state],
      ['SERVES', (item) => served(cell(item))],
    ],
    segments: [
      PARENT,
      ['MEMBERS', ({ members, included }) => (members === 'stored' ? 'stored' : String(included ?? ''))],
    ],
    environments: [PARENT, ['PROTECTED', ({ protected: isProtected }) => (isProtected === true ? 'yes' : '')]],
  };
  return [KEY, ...own[kind], ...ABOUT];
}

/** Says in a few words what a flag serves. */
function served({ status, soleVariant, rollout, rules, default: fallback }: FlagCell): string {
  if (status !== 'active') return `${soleVariant ?? 'off'} (${status})`;
  if (soleVariant !== null) return soleVariant;
  if (rollout !== null) return `${rollout} %`;
  const rest = typeof fallback === 'string' ? fallback : fallback === null ? '' : 'a split';
  return [rules === 0 ? '' : `${rules} ${rules === 1 ? 'rule' : 'rules'}`, rest]
    .filter((part) => part !== '')
    .join(', else ');
}
