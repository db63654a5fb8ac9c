import { manage } from '@flagstaff/core/management';
import assert from 'node:assert/strict';
import { Agent, get } from 'node:http';
import { text } from 'node:stream/consumers';
import { setImmediate } from 'node:timers/promises';
import { theme } from '../case.ts';
import type { AdapterTheme } from '../case.ts';
import { number } from '../documents.ts';

const REQUESTS = 1_000;
const SWAPS = 100;

/** One request, one revision. */
export const revisions: AdapterTheme = theme('revisions', {
  async 'a request sees a single revision while flags change'({ client, serve, times }) {
    const [requests, swaps] = [times(REQUESTS), times(SWAPS)];
    const flagstaff = await client([number('left', 0), number('right', 0)]);
    let served = 0;
    let ended = false;
    const url = await serve({
      mounts: [{ flagstaff }],
      routes: [
        {
          kind: 'answer',
          path: '/',
          async answer({ flags }) {
            const seen = [flags.value('left', -1), flags.value('right', -1)];
            await setImmediate();
            seen.push(flags.value('left', -1), flags.value('right', -1));
            await setImmediate();
            served += 1;
            return [...seen, flags.value('left', -1), flags.value('right', -1)];
          },
        },
      ],
    });

    async function swap(): Promise<void> {
      for (let value = 1; value <= swaps; value += 1) {
        const documents = [number('left', value), number('right', value)];
        await manage(flagstaff).commit(documents.map((document) => ({ type: 'set', document })));
        // Half of the requests are spread over the swaps.
        const isDue = (): boolean => ended || served >= (value * requests) / swaps / 2;
        do await setImmediate();
        while (!isDue());
      }
    }

    const agent = new Agent({ keepAlive: true, maxSockets: 50 });
    const [answers] = await Promise.all([
      Promise.all(Array.from({ length: requests }, () => readJson(url, agent))).finally(() => {
        ended = true;
      }),
      swap(),
    ]);
    agent.destroy();

    const values = answers.map((seen) => new Set(seen as number[]));
    assert.equal(values.length, requests);
    assert.deepEqual(
      values.filter(({ size }) => size !== 1).map((seen) => [...seen]),
      [],
      'requests that saw more than one value',
    );
    assert.ok(
      new Set(values.flatMap((seen) => [...seen])).size > swaps / 10,
      'the flags changed while requests were served',
    );
    assert.equal(flagstaff.forContext({}).value('left', -1), swaps);
  },
});

function readJson(url: string, agent: Agent): Promise<unknown> {
  return new Promise((resolve, reject) => {
    get(url, { agent }, (response) => {
      text(response).then((body) => resolve(JSON.parse(body)), reject);
    }).on('error', reject);
  });
}
