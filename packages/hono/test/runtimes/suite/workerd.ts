import { appOf } from '../../support/app.ts';
import { asServer } from './fetch-server.ts';
import { mount } from './in-memory-http.ts';
import { runSuite } from './suite.ts';

// A worker cannot listen, so its requests come from within: the same Request and Response, without a socket between them.
export default {
  async fetch(): Promise<Response> {
    const report = await runSuite('workerd', (scenario) => {
      const app = appOf(scenario);
      const { port, unmount } = mount(async (request) => app.fetch(request));
      return asServer(port, unmount);
    });
    return Response.json(report);
  },
};
