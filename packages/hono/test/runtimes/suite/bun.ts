import { appOf } from '../../support/app.ts';
import { asServer } from './fetch-server.ts';
import type { Place } from './over-http.ts';
import { runSuite } from './suite.ts';

type Handler = (request: Request) => Response | Promise<Response>;

declare const Bun: {
  serve(options: { port: number; hostname: string; fetch: Handler }): {
    readonly port: number;
    stop(now: boolean): Promise<void>;
  };
};

function listen(fetch: Handler): Place & { readonly port: number } {
  const server = Bun.serve({ port: 0, hostname: '127.0.0.1', fetch });
  const { port } = server;
  return { port, url: `http://127.0.0.1:${port}`, stop: () => void server.stop(true) };
}

const report = await runSuite('Bun', {
  start(scenario) {
    const app = appOf(scenario);
    const { port, stop } = listen((request) => app.fetch(request));
    return asServer(port, stop);
  },
  serve: listen,
});
console.log(`\nREPORT ${JSON.stringify(report)}`);
process.exit(0);
