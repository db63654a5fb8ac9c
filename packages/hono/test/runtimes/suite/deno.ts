import { appOf } from '../../support/app.ts';
import { asServer } from './fetch-server.ts';
import type { Place } from './over-http.ts';
import { runSuite } from './suite.ts';

type Handler = (request: Request) => Response | Promise<Response>;

declare const Deno: {
  serve(
    options: { port: number; hostname: string; signal: AbortSignal; onListen: () => void },
    handler: Handler,
  ): { readonly addr: { readonly port: number } };
};

function listen(handler: Handler): Place & { readonly port: number } {
  const ending = new AbortController();
  const options = { port: 0, hostname: '127.0.0.1', signal: ending.signal, onListen: () => undefined };
  const { port } = Deno.serve(options, handler).addr;
  return { port, url: `http://127.0.0.1:${port}`, stop: () => ending.abort() };
}

const report = await runSuite('Deno', {
  start(scenario) {
    const app = appOf(scenario);
    const { port, stop } = listen((request) => app.fetch(request));
    return asServer(port, stop);
  },
  serve: listen,
});
console.log(`\nREPORT ${JSON.stringify(report)}`);
process.exit(0);
