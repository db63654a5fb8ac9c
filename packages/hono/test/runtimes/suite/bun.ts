import { appOf } from '../../support/app.ts';
import { asServer } from './fetch-server.ts';
import { runSuite } from './suite.ts';

declare const Bun: {
  serve(options: { port: number; hostname: string; fetch: (request: Request) => Response | Promise<Response> }): {
    readonly port: number;
    stop(now: boolean): Promise<void>;
  };
};

const report = await runSuite('Bun', (scenario) => {
  const app = appOf(scenario);
  const server = Bun.serve({ port: 0, hostname: '127.0.0.1', fetch: (request) => app.fetch(request) });
  return asServer(server.port, () => void server.stop(true));
});
console.log(`\nREPORT ${JSON.stringify(report)}`);
process.exit(0);
