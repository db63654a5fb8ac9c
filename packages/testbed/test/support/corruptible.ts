import {
  counterDocument,
  JUNK,
  NO_DOCUMENTS,
  queryMysql,
  queryPostgres,
  sendRedis,
  withField,
} from '@flagstaff/testbed';
import type { Corruption, StoreSpec } from '@flagstaff/testbed';
import { createClient } from '@libsql/client';

/** Ways to change a store without its clients. */
export interface Corruptible {
  /** Makes every client read all documents at its next poll. */
  announce(): Promise<void>;
  /** Ways to corrupt the flag `a`. */
  readonly documents: readonly Corruption[];
  /** Ways to corrupt the newest entry of the log. */
  readonly log: readonly (readonly [name: string, corrupt: () => Promise<void>])[];
  /** Ways to corrupt the revision of the store, and how to fix it. */
  readonly head: readonly (readonly [name: string, corrupt: () => Promise<void>, repair: () => Promise<void>])[];
}

const STORED = {
  ...counterDocument('a', 1),
  version: 1,
  createdAt: '2026-01-01',
  updatedAt: '2026-01-01',
  updatedBy: 'me',
};
const FIELDS = [...Object.keys(STORED), 'rules', 'environments', 'unheard'];
/** Fields for which no junk is a valid value. */
const STRICT = ['kind', 'key', 'type', 'variants', 'default', 'rules', 'environments', 'unheard'];
const ACCEPTED = new Map([['rules', ['an empty list']]]);

/** Strings to put in place of the document, and whether they are certainly rejected. */
const BODIES: readonly (readonly [name: string, text: (n: number) => string, isReported: boolean])[] = [
  ...NO_DOCUMENTS.map(([name, text]) => [`${name} as the document`, () => text, true] as const),
  ...FIELDS.flatMap((field) =>
    JUNK.map(([name, json]) => {
      const certain = STRICT.includes(field) && ACCEPTED.get(field)?.includes(name) !== true;
      const isReported = certain || /levels|no text$/.test(name);
      const text = (n: number): string => withField({ ...STORED, ...counterDocument('a', n) }, field, json);
      return [`${field}: ${name}`, text, isReported] as const;
    }),
  ),
];

/** A string whose bytes are not UTF-8. */
const NO_UTF8 = "CAST(x'ff00' AS TEXT)";

type Corrupt = (text: string) => string;
const parse = (text: string): Record<string, unknown> => JSON.parse(text) as Record<string, unknown>;
/** Returns the record with one field of its change corrupted. */
const inChange =
  (corrupt: (change: Record<string, unknown>) => string): Corrupt =>
  (text) => {
    const record = parse(text) as { changes: Record<string, unknown>[] };
    return withField(record, 'changes', `[${corrupt(record.changes[0]!)}]`);
  };
/** Indistinguishable from a valid record: the document was deleted. */
const isBelieved = (field: string, name: string): boolean => field === 'after' && name === 'null';

/** Ways to corrupt the record of a commit. */
const RECORDS: readonly (readonly [name: string, corrupt: Corrupt])[] = [
  ...NO_DOCUMENTS.map(([name, text]) => [name, () => text] as const),
  ...['at', 'actor', 'comment', 'changes'].flatMap((field) =>
    JUNK.map(([name, json]) => [`${field}: ${name}`, (text: string) => withField(parse(text), field, json)] as const),
  ),
  ...['id', 'before', 'after'].flatMap((field) =>
    JUNK.filter(([name]) => !isBelieved(field, name)).map(
      ([name, json]) => [`changes[0].${field}: ${name}`, inChange((change) => withField(change, field, json))] as const,
    ),
  ),
  ...['version', 'createdAt', 'variants', 'rules'].flatMap((field) =>
    JUNK.map(
      ([name, json]) =>
        [
          `changes[0].after.${field}: ${name}`,
          inChange((change) => withField(change, 'after', withField(change['after'] as object, field, json))),
        ] as const,
    ),
  ),
];

export function corruptible(spec: StoreSpec): Corruptible {
  return spec.kind === 'redis' ? inRedis(spec) : inSql(spec);
}

function inRedis({ url, prefix }: Extract<StoreSpec, { kind: 'redis' }>): Corruptible {
  const [data, log] = [`{${prefix}}data`, `{${prefix}}log`];
  const set = (field: string, text: string) => async (): Promise<void> => {
    await sendRedis(url, 'HSET', data, field, text);
  };
  /** Bytes that are not UTF-8. */
  const setBytes = (field: string) => async (): Promise<void> => {
    await sendRedis(url, 'EVAL', "return redis.call('HSET', KEYS[1], ARGV[1], '\\255\\254')", '1', data, field);
  };
  const repair = async (n: number): Promise<void> => set('f:flag:a', textOf(n))();
  const withEntry = (field: string, corrupt: Corrupt) => async (): Promise<void> => {
    const [[id, pairs]] = (await sendRedis(url, 'XREVRANGE', log, '+', '-', 'COUNT', '1')) as [[string, string[]]];
    const changed = pairs.map((item, index) => (index % 2 === 1 && pairs[index - 1] === field ? corrupt(item) : item));
    await sendRedis(url, 'XDEL', log, id);
    await sendRedis(url, 'XADD', log, '*', ...changed);
  };
  const texts = NO_DOCUMENTS.map(([name, text]) => [name, text] as const);
  return {
    announce: async () => {
      const rev = Number(await sendRedis(url, 'HGET', data, 'rev'));
      await sendRedis(url, 'HSET', data, 'rev', String(rev + 1), 'tok', crypto.randomUUID());
    },
    documents: [
      ...BODIES.map(([name, text, isReported]) => ({
        name,
        corrupt: (n: number) => set('f:flag:a', text(n))(),
        repair,
        isReported,
      })),
      { name: 'no UTF-8 as the document', corrupt: setBytes('f:flag:a'), repair, isReported: true },
      ...texts.map(([name, text]) => ({ name: `${name} as the version`, corrupt: set('v:flag:a', text), repair })),
      { name: 'no UTF-8 as the version', corrupt: setBytes('v:flag:a'), repair },
    ],
    log: [
      ...RECORDS.map(([name, corrupt]) => [name, withEntry('rec', corrupt)] as const),
      ...['epoch', 'rev', 'tok', 'prev'].flatMap((field) =>
        texts.map(([name, text]) => [`${field}: ${name}`, withEntry(field, () => text)] as const),
      ),
    ],
    head: ['epoch', 'rev', 'tok'].map((field) => {
      let before = '';
      const corrupt = async (): Promise<void> => {
        before = String(await sendRedis(url, 'HGET', data, field));
        await set(field, field === 'rev' ? '1e400' : '')();
      };
      return [field, corrupt, async () => set(field, before)()] as const;
    }),
  };
}

function inSql({ url, tablePrefix }: Extract<StoreSpec, { kind: 'drizzle' }>): Corruptible {
  const isSqlite = url.startsWith('file:');
  const isMysql = url.startsWith('mysql');
  const run = async (statement: string): Promise<readonly Record<string, unknown>[]> => {
    if (url.startsWith('postgres')) return queryPostgres(url, statement);
    if (isMysql) return queryMysql(url, statement);
    const client = createClient({ url, timeout: 5_000 });
    try {
      return (await client.execute(statement)).rows;
    } finally {
      client.close();
    }
  };
  const [documents, log, meta] = ['documents', 'log', 'meta'].map((table) => tablePrefix + table) as [
    string,
    string,
    string,
  ];
  const text = (value: string): string =>
    `'${(isMysql ? value.replaceAll('\\', '\\\\') : value).replaceAll("'", "''")}'`;
  const put = (column: string, sql: string) => async (): Promise<void> => {
    await run(`UPDATE ${documents} SET ${column} = ${sql} WHERE id = 'flag:a'`);
  };
  const repair = async (n: number): Promise<void> => {
    await run(`DELETE FROM ${documents} WHERE id <> 'flag:b'`);
    await run(`INSERT INTO ${documents} (id, version, body, deleted) VALUES ('flag:a', 7, ${text(textOf(n))}, 0)`);
  };
  const newest = (column: string, corrupt: Corrupt) => async (): Promise<void> => {
    const [row] = await run(
      `SELECT number, record FROM ${log} WHERE number < 9000000000000000 ORDER BY number DESC LIMIT 1`,
    );
    await run(
      `UPDATE ${log} SET ${column} = ${corrupt(String(row!['record']))} WHERE number = ${String(row!['number'])}`,
    );
  };
  /** SQLite accepts anything in any column. */
  const odd = isSqlite ? ["'x'", "''", '1.5', '9e999', '-9e999', "x'ff00'", NO_UTF8, "'1e400'"] : [];
  const numbers = ['-1', '9007199254740993', '9223372036854775807', '-9223372036854775808', ...odd];
  return {
    announce: async () => {
      await run(`UPDATE ${meta} SET number = number + 1, token = ${text(crypto.randomUUID())} WHERE id = 1`);
    },
    documents: [
      ...BODIES.map(([name, body, isReported]) => ({
        name,
        corrupt: (n: number) => put('body', text(body(n)))(),
        repair,
        isReported,
      })),
      ...['0', ...numbers].map((sql) => ({
        name: `version = ${sql}`,
        corrupt: put('version', sql),
        repair,
        isReported: true,
      })),
      ...['2', '-1', '127', ...odd].map((sql) => ({
        name: `deleted = ${sql}`,
        corrupt: put('deleted', sql),
        repair,
        isReported: true,
      })),
      ...(isSqlite ? ["x'ff00'", NO_UTF8, '12', '9e999'] : []).map((sql) => ({
        name: `body = ${sql}`,
        corrupt: put('body', sql),
        repair,
        isReported: true,
      })),
      ...["'junk'", "''", "'flag:zz'", "'FLAG:a'", ...(isSqlite ? ["x'ff00'", NO_UTF8, '12'] : [])].map((sql) => ({
        name: `id = ${sql}`,
        corrupt: put('id', sql),
        repair,
        isReported: true,
        isNamed: false,
      })),
    ],
    log: [
      ...RECORDS.map(([name, corrupt]) => [name, newest('record', (record) => text(corrupt(record)))] as const),
      ...['epoch', 'token', 'previous'].flatMap((column) =>
        ["''", "'junk'", ...(isSqlite ? ["x'ff00'", NO_UTF8] : [])].map(
          (sql) => [`${column} = ${sql}`, newest(column, () => (column === 'token' ? tokenOf(sql) : sql))] as const,
        ),
      ),
      ['number = -5', newest('number', () => '-5')],
      ['number = 2^53 + 1', newest('number', () => '9007199254740993')],
    ],
    head: ['epoch', 'number', 'token'].map((column) => {
      let before = '';
      const corrupt = async (): Promise<void> => {
        before = String((await run(`SELECT ${column} AS found FROM ${meta} WHERE id = 1`))[0]!['found']);
        await run(`UPDATE ${meta} SET ${column} = ${column === 'number' ? '-7' : "'other'"} WHERE id = 1`);
      };
      const repair = async (): Promise<void> => {
        await run(`UPDATE ${meta} SET ${column} = ${column === 'number' ? before : text(before)} WHERE id = 1`);
      };
      return [column, corrupt, repair] as const;
    }),
  };

  /** Tokens are unique. */
  function tokenOf(sql: string): string {
    return sql === "'junk'" ? text(`junk ${crypto.randomUUID()}`) : sql;
  }
}

function textOf(n: number): string {
  return JSON.stringify({ ...STORED, ...counterDocument('a', n), version: 7 });
}
