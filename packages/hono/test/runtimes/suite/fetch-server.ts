import type { AdapterConformanceOptions } from '@flagstaff/testkit/adapter';

type Server = Awaited<ReturnType<AdapterConformanceOptions['start']>>;

/** The parts of a Node server that the conformance suite uses, over a runtime's own server. */
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
