import type { Client, InArgs, InStatement, Transaction } from '@libsql/client';
import { createSerialQueue, inBackground, withDeadline } from '@flagstaff/core/storage';
import { countdown, withCleanup } from '../deadline.ts';
import type { Driver } from '../driver.ts';
import { Fault, faultOf, harmless } from '../fault.ts';
import { drive, inTurn } from '../script.ts';
import type { Script } from '../script.ts';
import { question, textOf } from '../statement.ts';
import type { Row, Statement } from '../statement.ts';
import { attemptWithin } from './attempt.ts';
import type { Attempt } from './attempt.ts';
import { createLines } from './lines.ts';
import { loadLibsql } from './load.ts';
import { replaceable } from './replaceable.ts';
import { onceMoreAfterLoss, untilNotBusy } from './retry.ts';

/** Milliseconds that SQLite waits for a lock while it blocks the event loop. The rest of the wait is asynchronous. */
const BLOCKING_MS = 20;

/** Milliseconds to wait for a lock when opening a file. */
const OPENING_MS = 3_000;

/**
 * Opens a client through libsql, for a file, memory, or a server.
 *
 * After SQLITE_BUSY a libsql connection acknowledges writes that never reach the file. So writes are explicit transactions, one at a
 * time in this process; every BUSY replaces all connections; and the first success after one is verified on a fresh connection.
 *
 * A connection closed in the middle of a transaction keeps its lock until its statements are garbage collected, for half a minute or
 * more. So connections are closed only between transactions, and closing ends the current transaction.
 */
export function libsqlDriver(url: string, connectTimeoutMs: number): Driver {
  const local = /^file:|^:memory:$/.test(url);
  const inMemory = url.includes(':memory:') || /[?&]mode=memory/.test(url);
  const clients = replaceable(
    () => openClient(url, local && !inMemory, () => closing),
    (client) => client.close(),
  );
  const queue = createSerialQueue().run;
  // In memory there is one connection, which a transaction has to itself.
  const unlessInMemory = inMemory ? queue : <T>(task: () => Promise<T>): Promise<T> => task();
  /** Transactions that hold a connection. */
  const open = new Set<Promise<unknown>>();
  let suspect = false;
  let closing = false;
  // A file has no connections to open.
  const lines = createLines(local ? 0 : connectTimeoutMs);
  let opened = false;
  let connecting: Promise<unknown> | undefined;

  async function probe(): Promise<void> {
    const client = await clients.current();
    try {
      await lines.use(() => withDeadline(client.execute('SELECT 1'), connectTimeoutMs));
    } catch (error) {
      clients.discard(client);
      throw harmless(error);
    }
  }

  /** Loads the driver and opens the file, which takes a busy machine seconds. */
  async function openFile(): Promise<void> {
    try {
      await withDeadline(clients.current(), connectTimeoutMs);
      opened = true;
    } catch (error) {
      throw harmless(error);
    }
  }

  /** Waits until the file is open, or the server has answered once: a statement does not show when its connection opened. */
  async function connected(): Promise<void> {
    if (local ? opened : lines.areOpen()) return;
    connecting ??= (local ? openFile() : probe()).finally(() => {
      connecting = undefined;
    });
    await connecting;
  }

  /** Replaces the connections of a client that met BUSY. If a transaction holds one, waits until the next transaction begins. */
  function renew(client: Client): void {
    if (!suspect || open.size > 0) return;
    suspect = false;
    inBackground(() => client.reconnect());
  }

  function recycle(): void {
    suspect = true;
    inBackground(async () => renew(await clients.current()));
  }

  function proceedUnlessClosing(attempt: Attempt): void {
    if (closing) throw new Error('Closed.');
    attempt.proceed();
  }

  interface Transacting<T> {
    readonly script: () => Script<T>;
    readonly proof: Proof<T>;
    readonly attempt: Attempt;
  }

  async function transact<T>({ script, proof, attempt }: Transacting<T>): Promise<T> {
    const client = await clients.current();
    renew(client);
    const result = await hold(async () => {
      proceedUnlessClosing(attempt);
      const transaction = await client.transaction('write');
      try {
        const execute = (statement: Statement): Promise<readonly Row[]> => {
          proceedUnlessClosing(attempt);
          return run(transaction, statement);
        };
        const written = await drive(script(), inTurn(execute));
        proceedUnlessClosing(attempt);
        attempt.commit();
        await transaction.commit();
        return written;
      } finally {
        transaction.close();
      }
    });
    if (proof !== undefined) await prove(url, proof(result));
    return result;
  }

  async function hold<T>(work: () => Promise<T>): Promise<T> {
    const held = work();
    open.add(held);
    try {
      return await held;
    } finally {
      open.delete(held);
    }
  }

  /** Discards late remote connections, which may never respond. Keeps local ones: discarding an in-memory database would lose it. */
  const discardLate = async (): Promise<() => void> => {
    if (local) return () => {};
    const client = await clients.current();
    return () => {
      lines.forget();
      clients.discard(client);
    };
  };
  const onBusy = inMemory ? (): void => {} : recycle;

  return {
    async query(statement, deadlineMs) {
      await connected();
      const left = countdown(deadlineMs);
      const read = async (): Promise<readonly Row[]> => {
        const onLate = await discardLate();
        return lines.use((openingMs) =>
          withCleanup(
            clients.current().then((client) => run(client, statement)),
            left() + openingMs,
            onLate,
          ),
        );
      };
      return unlessInMemory(() => untilNotBusy(left, read, onBusy));
    },
    async transaction<T>(script: () => Script<T>, deadlineMs: number, proof: Proof<T>) {
      await connected();
      const left = countdown(deadlineMs);
      const write = (): Promise<T> =>
        untilNotBusy(
          left,
          async (wasBusy) => {
            const onLate = await discardLate();
            const doubted = wasBusy && !inMemory ? proof : undefined;
            return lines.use((openingMs) =>
              attemptWithin(left() + openingMs, (attempt) => transact({ script, proof: doubted, attempt }), onLate),
            );
          },
          onBusy,
        );
      return queue(() => onceMoreAfterLoss(left, write));
    },
    async close() {
      closing = true;
      // A remote database has no file to lock, and the wait could be long.
      if (local) await Promise.allSettled(open);
      await clients.close();
    },
  };
}

type Proof<T> = ((result: T) => Statement) | undefined;

async function openClient(url: string, durable: boolean, isClosing: () => boolean): Promise<Client> {
  const { createClient } = await loadLibsql();
  const client = createClient({ url, intMode: 'number', timeout: BLOCKING_MS });
  if (!durable) return client;
  try {
    await untilNotBusy(
      countdown(OPENING_MS),
      async () => {
        if (isClosing()) throw new Error('Closed.');
        return client.execute('PRAGMA journal_mode = WAL');
      },
      () => client.reconnect(),
    );
  } catch (error) {
    client.close();
    throw error;
  }
  return client;
}

/** Rejects with a lost write unless a separate connection finds the row. */
async function prove(url: string, statement: Statement): Promise<void> {
  const { createClient } = await loadLibsql();
  const witness = createClient({ url, intMode: 'number', timeout: BLOCKING_MS });
  try {
    const rows = await run(witness, statement);
    if (rows.length === 0) throw new Fault('busy', 'SQLITE_BUSY');
  } catch (error) {
    throw faultOf(error).kind === 'busy' ? new Fault('lost', 'SQLITE_BUSY') : error;
  } finally {
    witness.close();
  }
}

async function run(client: Client | Transaction, statement: Statement): Promise<readonly Row[]> {
  const query: InStatement = { sql: textOf(statement, question), args: [...statement.parameters] as InArgs };
  const { rows } = await client.execute(query);
  return rows;
}
