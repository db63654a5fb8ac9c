import type { AdapterConformanceOptions } from '@flagstaff/testkit';

type Server = Awaited<ReturnType<AdapterConformanceOptions['start']>>;

/** What the conformance suite asks of a Node server, over a runtime's own. */
export function asServer(port: number, stop: () => unknown): Server {
  const server = {
    listening: true,
    address: () => ({ port }),
    async close(done: () => void) {
      await stop();
      done();
    },
    closeAllConnections: () => undefined,
  };
  return server as unknown as Server;
}
