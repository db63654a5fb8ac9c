// The program of a worker process: bundled by bundle.ts, started by start-process.ts.
import { createFlagstaff, isFlagstaffError } from '@flagstaff/core';
import type { Flagstaff } from '@flagstaff/core';
import { manage } from '@flagstaff/core/management';
import { openStore } from '../backend/spec.ts';
import { sleep } from '../until.ts';
import { counterDocument, countOf } from './counter-document.ts';
import type { Job, Message, Order, Outcome } from './jobs.ts';
import { startMany } from './start-many.ts';

type Progress = Omit<Outcome, 'failures' | 'unhandled'>;

/** Belongs to the current job. */
const failures = new Map<string, number>();
const unhandled: string[] = [];
let begin = (): void => {};

function tell(message: Message): void {
  process.send?.(message);
}

function noteUncaught(error: unknown): void {
  const text = error instanceof Error ? String(error.stack) : String(error);
  unhandled.push(text);
  tell({ type: 'uncaught', text });
}
process.on('uncaughtException', noteUncaught);
process.on('unhandledRejection', noteUncaught);

function noteFailure(error: unknown): string {
  const code = isFlagstaffError(error) ? error.code : String(error);
  failures.set(code, (failures.get(code) ?? 0) + 1);
  return code;
}

/** Retries until it succeeds: a conflict and an outage are both reasons to read again. */
async function insist(attempt: () => Promise<unknown>): Promise<void> {
  for (;;) {
    try {
      await attempt();
      return;
    } catch (error) {
      if (noteFailure(error) !== 'VERSION_CONFLICT') await sleep(20);
    }
  }
}

async function countUp(flagstaff: Flagstaff, keys: readonly string[]): Promise<void> {
  const documents = await Promise.all(keys.map((key) => manage(flagstaff).get(`flag:${key}`)));
  const changes = documents.map((document, index) => ({
    type: 'set' as const,
    document: counterDocument(keys[index]!, document === undefined ? 1 : countOf(document) + 1),
    ifVersion: document?.version ?? 0,
  }));
  await manage(flagstaff).commit(changes);
}

function choose(keys: readonly string[], many: number): string[] {
  return keys
    .map((key) => [Math.random(), key] as const)
    .toSorted(([a], [b]) => a - b)
    .slice(0, many)
    .map(([, key]) => key);
}

async function perform(job: Exclude<Job, { do: 'start-many' }>, flagstaff: Flagstaff): Promise<Progress> {
  switch (job.do) {
    case 'count':
      return repeat(job.edits, () => countUp(flagstaff, [job.flag]));
    case 'count-many':
      return repeat(job.commits, () => countUp(flagstaff, choose(job.flags, job.together)));
    case 'create':
      return create(flagstaff, job.flags);
    case 'write':
      return writeForEver(flagstaff, job.flags);
    case 'follow':
      return followForEver(flagstaff, job.flag);
    case 'boot':
      return boot(flagstaff);
    case 'open-and-close':
      return flagstaff.ready({ timeoutMs: 20_000 }).then(() => ({ successes: 1 }));
    case 'interactive-transactions':
      return transactForEver(job.store.url);
    default:
      throw new Error('There is no such job.');
  }
}

async function repeat(times: number, attempt: () => Promise<unknown>): Promise<Progress> {
  for (let n = 0; n < times; n += 1) await insist(attempt);
  return { successes: times };
}

async function boot(flagstaff: Flagstaff): Promise<Progress> {
  await insist(() => manage(flagstaff).set(counterDocument(`boot-${process.pid}`, 1), { ifVersion: 0 }));
  const { length } = await manage(flagstaff).list();
  return { successes: length, ...(flagstaff.revision && { epoch: flagstaff.revision.epoch }) };
}

async function create(flagstaff: Flagstaff, keys: readonly string[]): Promise<Progress> {
  const created: string[] = [];
  for (const key of keys) {
    try {
      await manage(flagstaff).set(counterDocument(key, process.pid), { ifVersion: 0 });
      created.push(key);
    } catch (error) {
      noteFailure(error);
    }
  }
  return { successes: created.length, created };
}

async function writeForEver(flagstaff: Flagstaff, keys: readonly [string, string]): Promise<never> {
  for (let n = 1; ; n += 1) {
    try {
      await manage(flagstaff).commit(keys.map((key) => ({ type: 'set', document: counterDocument(key, n) })));
      tell({ type: 'acknowledged', n });
    } catch (error) {
      tell({ type: 'failed', n, code: noteFailure(error) });
      await sleep(20);
    }
  }
}

async function followForEver(flagstaff: Flagstaff, key: string): Promise<never> {
  flagstaff.on('change', () => {
    const n = flagstaff.forContext({}).value(key, -1);
    tell({ type: 'value', n, at: performance.timeOrigin + performance.now() });
  });
  await flagstaff.ready({ timeoutMs: 20_000 });
  tell({ type: 'following' });
  return new Promise(() => {
    setInterval(() => undefined, 60_000);
  });
}

async function transactForEver(url: string): Promise<never> {
  const { default: postgres } = await import('postgres');
  const sql = postgres(url, { max: 4, onnotice: () => undefined });
  const transact = async (): Promise<never> => {
    for (let n = 1; ; n += 1) {
      await sql
        .begin(async (transaction) => {
          await transaction`select 1`;
          await sleep(2);
          await transaction`select 2`;
        })
        .then(
          () => tell({ type: 'acknowledged', n }),
          () => sleep(20),
        );
    }
  };
  return Promise.race([transact(), transact(), transact(), transact()]);
}

async function work(job: Job): Promise<void> {
  failures.clear();
  unhandled.length = 0;
  const begun = new Promise<void>((resolve) => (begin = resolve));
  if (job.do === 'start-many') {
    tell({ type: 'ready' });
    await begun;
    const outcome = await startMany({ job, onReady: () => tell({ type: 'following' }) });
    tell({ type: 'done', outcome: { ...outcome, unhandled } });
    return;
  }
  const flagstaff: Flagstaff = createFlagstaff({ storage: await openStore(job.store) });
  tell({ type: 'ready' });
  await begun;
  const progress = await perform(job, flagstaff);
  await flagstaff.close();
  tell({ type: 'done', outcome: { ...progress, failures: Object.fromEntries(failures), unhandled } });
}

process.on('message', (order: Order) => {
  if (order === 'begin') begin();
  else if (order === 'end') process.disconnect();
  else void work(order.job);
});
