import { appOf } from '../../support/app.ts';
import { asServer } from './fetch-server.ts';
import { runSuite } from './suite.ts';

declare const Deno: {
  serve(
    options: { port: number; hostname: string; signal: AbortSignal; onListen: () => void },
    handler: (request: Request) => Response | Promise<Response>,
  ): { readonly addr: { readonly port: number } };
};

const report = await runSuite('Deno', (scenario) => {
  const app = appOf(scenario);
  const ending = new AbortController();
  const options = { port: 0, hostname: '127.0.0.1', signal: ending.signal, onListen: () => undefined };
  const server = Deno.serve(options, (request) => app.fetch(request));
  return asServer(server.addr.port, () => ending.abort());
});
console.log(`\nREPORT ${JSON.stringify(report)}`);
process.exit(0);
