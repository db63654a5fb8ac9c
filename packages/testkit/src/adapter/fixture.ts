import { createFlagstaff } from '@flagstaff/core';
import type { FlagstaffError } from '@flagstaff/core';
import { createMemoryStorage } from '@flagstaff/core/storage';
import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setImmediate } from 'node:timers/promises';
import type { AdapterFixture } from './case.ts';
import type { AdapterConformanceOptions } from './options.ts';
import type { AdapterScenario, AnyFlagstaff } from './scenario.ts';

/** Runs a case, and fails it for errors that it did not expect. */
export async function withFixture(
  { start, scale = 1 }: AdapterConformanceOptions,
  run: (fixture: AdapterFixture) => Promise<void>,
): Promise<void> {
  const clients: AnyFlagstaff[] = [];
  const servers: Server[] = [];
  const problems: FlagstaffError[] = [];
  const errors: unknown[] = [];
  const unhandled: unknown[] = [];
  const everything: string[] = [];
  const onUnhandled = (reason: unknown): void => void unhandled.push(reason);
  process.on('unhandledRejection', onUnhandled);

  async function listen(scenario: AdapterScenario): Promise<string> {
    const server = await start(scenario);
    servers.push(server);
    if (!server.listening) await once(server, 'listening');
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  const fixture: AdapterFixture = {
    async client(documents) {
      const flagstaff = fixture.unreadyClient({ storage: createMemoryStorage({ documents }) });
      await flagstaff.ready();
      return flagstaff;
    },
    unreadyClient(options) {
      const flagstaff: AnyFlagstaff = createFlagstaff(options);
      clients.push(flagstaff);
      flagstaff.on('error', (problem) => {
        problems.push(problem);
        everything.push(describe(problem));
      });
      return flagstaff;
    },
    serve: (scenario) => listen({ ...scenario, onError: (error) => void errors.push(error) }),
    serveWithoutErrorHandling: (scenario) => listen({ ...scenario, onError: undefined }),
    takeProblems: () => problems.splice(0).map(({ code }) => code),
    takeErrors: () => errors.splice(0).map((error) => (error instanceof Error ? error.message : String(error))),
    reports: () => everything.join('\n'),
    times: (count) => Math.max(2, Math.round(count * scale)),
  };

  try {
    await run(fixture);
  } finally {
    for (const server of servers) await stop(server);
    for (const client of clients) await client.close();
    // A rejection counts as unhandled once the microtasks that could have handled it have run.
    await setImmediate();
    process.off('unhandledRejection', onUnhandled);
  }
  assert.deepEqual(problems.map(describe), [], 'client errors that the case did not expect');
  assert.deepEqual(fixture.takeErrors(), [], 'errors that the case did not expect');
  assert.deepEqual(unhandled, [], 'unhandled rejections');
}

function describe({ code, message, cause }: FlagstaffError): string {
  return `${code}: ${message} ${cause instanceof Error ? cause.message : ''}`;
}

function stop(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
