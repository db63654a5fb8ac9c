// oxlint-disable unicorn/no-thenable -- foreign code may return any
import { expect, it } from 'vitest';
import { inBackground } from './background.ts';

const boom = new Error('boom');
const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

it.each<[string, () => unknown]>([
  [
    'throws',
    () => {
      throw boom;
    },
  ],
  ['rejects', () => Promise.reject(boom)],
  ['returns a thenable that rejects', () => ({ then: (_: unknown, reject: (error: Error) => void) => reject(boom) })],
  [
    'returns a thenable that throws',
    () => ({
      then() {
        throw boom;
      },
    }),
  ],
  [
    'returns an object whose `then` throws when it is read',
    () => ({
      get then() {
        throw boom;
      },
    }),
  ],
])('reports a task that %s, even if the report throws', async (_, task) => {
  const failures: unknown[] = [];
  inBackground(task, (error) => {
    failures.push(error);
    throw new Error('the report fails too');
  });
  inBackground(task);
  await settle();
  expect(failures).toEqual([boom]);
});

it('drops the rejection of a `then` that is asynchronous', async () => {
  const then = async (): Promise<never> => Promise.reject(boom);
  expect(() => inBackground(() => ({ then }))).not.toThrow();
  // An unhandled rejection would fail the run.
  await settle();
});

it('reports nothing for a task that succeeds or never settles', async () => {
  const failures: unknown[] = [];
  const tasks = [() => 1, async () => 2, () => new Promise(() => undefined), () => ({ then: 'no function' })];
  for (const task of tasks) inBackground(task, (error) => failures.push(error));
  await settle();
  expect(failures).toEqual([]);
});
