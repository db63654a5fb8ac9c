// SQLite's lock, held by another process.
import { manage } from '@flagstaff/core/management';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';
import { createClient } from '@libsql/client';
import { expect, it, onTestFinished } from 'vitest';
import { count } from '@flagstaff/spec';
import { countOf, counterDocument, report, sleep, startWorker, until } from '@flagstaff/testbed';
import { answer, client, eachBackend, store } from './support/each-backend.ts';

await eachBackend(
  "SQLite's lock",
  (place) => {
    it('acknowledges no missing write after it met a lock and was killed', async () => {
      const spec = place().fresh();
      const storage = await store(spec);
      await storage.set(counterDocument('a-0', 0));
      const holder = createClient({ url: spec.url });
      const lock = await holder.transaction('write');
      const worker = await startWorker({ do: 'write', store: spec, flags: ['a-0', 'b-0'] });
      await until('the writer met the lock', () => worker.messages.some(({ type }) => type === 'failed'), {
        // Each attempt extends its deadline while the process is too busy to be served.
        withinMs: 20_000,
      });
      await lock.rollback();
      holder.close();
      const said = (): number =>
        worker.messages.reduce((most, message) => (message.type === 'acknowledged' ? message.n : most), 0);
      await until('20 writes are acknowledged', () => said() > 20, { withinMs: 10_000 });
      await worker.kill();
      const present = countOf(await storage.get('flag:a-0'));
      const raw = await rawControl();
      report('libsql after a lock', {
        'acknowledged, but missing': { measured: Math.max(0, said() - present), criterion: `0 of ${said()}` },
        'the driver alone (control)': { measured: 20 - raw, criterion: '> 0 missing of 20, else no power' },
      });
      expect(present).toBeGreaterThanOrEqual(said());
      expect(raw, 'no power: the driver alone loses nothing').toBeLessThan(20);
    });

    it('never waits for a lock on the event loop', async () => {
      const spec = place().fresh();
      const flagstaff = await client(spec);
      await manage(flagstaff).set(counterDocument('n', 1));
      const holder = createClient({ url: spec.url });
      const lock = await holder.transaction('write');
      const delay = monitorEventLoopDelay({ resolution: 5 });
      delay.enable();
      await sleep(50);
      let pending = true;
      let turns = 0;
      const counting = setInterval(() => (turns += pending ? 1 : 0), 1);
      onTestFinished(() => clearInterval(counting));
      const writing = manage(flagstaff)
        .set(counterDocument('n', 2))
        .then(
          () => 'written',
          () => 'refused',
        )
        .finally(() => (pending = false));
      await sleep(count(1_500, 3_000));
      delay.disable();
      await lock.rollback();
      holder.close();
      const outcome = await writing;
      const control = await blockedByDriver(spec.url);
      report('event loop while locked', {
        'longest block, ms': { measured: delay.max / 1e6, criterion: '<= 60 on an idle machine' },
        'turns of the loop while it waited': { measured: turns, criterion: '> 10' },
        'the driver with a timeout (control)': { measured: control, criterion: '>= 1,000, else no power' },
      });
      expect(control, 'no power: the driver does not block').toBeGreaterThanOrEqual(1_000);
      // A blocking wait for the lock would not let the event loop turn before the write ended, or the lock.
      expect(turns).toBeGreaterThan(10);
      expect(answer(flagstaff, 'n')).toBe(outcome === 'written' ? 2 : 1);
    });
  },
  ['libsql'],
);

/** A process on the driver alone: meets a lock once, writes 20 acknowledged rows, and exits. Resolves to the stored rows. */
async function rawControl(): Promise<number> {
  // Inside the package, where the driver is found.
  const folder = await mkdtemp(
    join(fileURLToPath(new URL('..', import.meta.url)), 'node_modules', '.cache', 'control-'),
  );
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const program = join(folder, 'control.mjs');
  const url = `file:${join(folder, 'control.db')}`;
  await writeFile(
    program,
    `import { createClient } from '@libsql/client';
     const [own, other] = [createClient({ url: '${url}', concurrency: 1 }), createClient({ url: '${url}' })];
     await own.execute('pragma journal_mode = wal');
     await own.execute('create table t (n int)');
     const lock = await other.transaction('write');
     await own.execute('insert into t values (0)').catch(() => undefined);
     await lock.rollback();
     for (let n = 1; n <= 20; n += 1) await own.execute('insert into t values (' + n + ')').catch(() => undefined);
     process.send('written', () => process.kill(process.pid, 'SIGKILL'));`,
  );
  const child = fork(program, { execArgv: [], stdio: 'ignore' });
  await once(child, 'exit');
  const reader = createClient({ url });
  const { rows } = await reader.execute('select count(*) from t where n > 0');
  reader.close();
  return Number(rows[0]?.[0]);
}

/** Returns the milliseconds for which the driver blocks the event loop when it waits for a lock itself. */
async function blockedByDriver(url: string): Promise<number> {
  const [holder, waiting] = [createClient({ url }), createClient({ url, timeout: 1_200 })];
  const lock = await holder.transaction('write');
  const delay = monitorEventLoopDelay({ resolution: 5 });
  delay.enable();
  await sleep(50);
  await waiting.batch(['create table if not exists control (n int)'], 'write').catch(() => undefined);
  await sleep(50);
  delay.disable();
  await lock.rollback();
  holder.close();
  waiting.close();
  return delay.max / 1e6;
}
