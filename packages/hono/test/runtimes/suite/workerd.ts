import { appOf } from '../../support/app.ts';
import { asServer } from './fetch-server.ts';
import { mount } from './in-memory-http.ts';
import type { Place, Serve } from './over-http.ts';
import { runSuite } from './suite.ts';

// A worker cannot listen, so its requests are in-process: the same Request and Response, without a socket.
const serve: Serve = (handler): Place => {
  let gone = false;
  return {
    url: 'http://relay.example',
    async fetch(url, init) {
      if (gone) throw new Error('The server was closed.');
      return handler(new Request(url, init));
    },
    stop: () => void (gone = true),
  };
};

export default {
  async fetch(): Promise<Response> {
    const report = await runSuite('workerd', {
      start(scenario) {
        const app = appOf(scenario);
        const { port, unmount } = mount(async (request) => app.fetch(request));
        return asServer(port, unmount);
      },
      serve,
    });
    return Response.json(report);
  },
};
