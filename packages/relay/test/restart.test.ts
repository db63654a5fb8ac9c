// @needs redis
import { RUNNING_STORES } from '@flagstaff/testbed';
import { expect, it, onTestFinished } from 'vitest';
import { CHANGES, DOCUMENTS, HEAD } from './support/requests.ts';
import { restart } from './support/restart.ts';

const STORES = RUNNING_STORES.filter(([name]) => name === 'Redis');

it.each(STORES)('sends the changes before its start from the history of %s', async (_name, create) => {
  const connect = await create(onTestFinished);
  const requests = await restart(connect);
  expect(requests.slice(-2)).toEqual([HEAD, CHANGES]);
  expect(requests.filter((path) => path === DOCUMENTS)).toHaveLength(1);
});
