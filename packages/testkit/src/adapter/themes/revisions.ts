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
  async 'a request sees a single revision while flags change'({ client, serve }) {
    const flagstaff = await client([number('left', 0), number('right', 0)]);
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
            return [...seen, flags.value('left', -1), flags.value('right', -1)];
          },
        },
      ],
    });

    async function swap(): Promise<void> {
      for (let value = 1; value <= SWAPS; value += 1) {
        const documents = [number('left', value), number('right', value)];
        await manage(flagstaff).commit(documents.map((document) => ({ type: 'set', document })));
        // Requests run between two swaps.
        for (let turns = 0; turns < 4; turns += 1) await setImmediate();
      }
    }

    const agent = new Agent({ keepAlive: true, maxSockets: 50 });
    const [answers] = await Promise.all([
      Promise.all(Array.from({ length: REQUESTS }, () => readJson(url, agent))),
      swap(),
    ]);
    agent.destroy();

    const values = answers.map((seen) => new Set(seen as number[]));
    assert.equal(values.length, REQUESTS);
    assert.deepEqual(
      values.filter(({ size }) => size !== 1).map((seen) => [...seen]),
      [],
      'requests that saw more than one value',
    );
    assert.ok(new Set(values.flatMap((seen) => [...seen])).size > 10, 'the flags changed while requests were served');
    assert.equal(flagstaff.forContext({}).value('left', -1), SWAPS);
  },
});

function readJson(url: string, agent: Agent): Promise<unknown> {
  return new Promise((resolve, reject) => {
    get(url, { agent }, (response) => {
      text(response).then((body) => resolve(JSON.parse(body)), reject);
    }).on('error', reject);
  });
}
