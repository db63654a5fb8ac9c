// A writer that became a reader keeps the connections of its clients, which must find the new writer.
import { drizzleStorage } from '@flagstaff/drizzle';
import { isFlagstaffError } from '@flagstaff/core';
import { expect, it, onTestFinished } from 'vitest';
import { counterDocument, queryMysql, queryPostgres } from '@flagstaff/testbed';
import { eachBackend, store } from './support/each-backend.ts';

/** Makes new sessions readers or writers. Sessions that exist stay what they are. */
const BECOME: { readonly [name: string]: (url: string, reader: boolean) => Promise<unknown> } = {
  postgres: (url, reader) =>
    // A session that may write, whatever the default is.
    queryPostgres(
      `${url}?default_transaction_read_only=off`,
      `alter database postgres set default_transaction_read_only = ${reader ? 'on' : 'off'}`,
    ),
  mariadb: (url, reader) => queryMysql(url, `set global tx_read_only = ${reader ? 1 : 0}`),
};

await eachBackend(
  'a writer that became a reader',
  (place, { name }) => {
    it('refuses one write, and the next one uses a connection to the new writer', async () => {
      const spec = place().fresh();
      await (await store(spec)).set(counterDocument('n', 1));
      const { url } = spec;
      if (spec.kind !== 'drizzle') throw new Error('This is about SQL.');
      const become = BECOME[name]!;
      await become(url, true);
      const storage = drizzleStorage({ url, tablePrefix: spec.tablePrefix });
      onTestFinished(() => storage.close());
      // As many connections as the pool has.
      await Promise.all(Array.from({ length: 8 }, () => storage.get('flag:n')));
      await become(url, false);
      const codes: string[] = [];
      for (let n = 2; n <= 8; n += 1) {
        await storage.set(counterDocument('n', n)).then(
          () => codes.push('written'),
          (error: unknown) => codes.push(isFlagstaffError(error) ? error.code : String(error)),
        );
      }
      expect(codes).toEqual(['READ_ONLY', ...Array.from({ length: 6 }, () => 'written')]);
      expect(await storage.get('flag:n')).toMatchObject({ version: 7 });
    });
  },
  ['mariadb', 'postgres'],
);
