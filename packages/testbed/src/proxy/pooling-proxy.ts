import { once } from 'node:events';
import { Agent, createServer, request } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

/** A reverse proxy in this process that sends the requests of all users over a few shared connections. */
export interface PoolingProxy {
  readonly url: string;
  close(): Promise<void>;
}

/** Starts one in front of a server. It reads each request body in full before it forwards one, and responds 502 when that fails. */
export async function startPoolingProxy(serverPort: number): Promise<PoolingProxy> {
  const agent = new Agent({ keepAlive: true, maxSockets: 4, scheduling: 'fifo' });
  async function forward(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const body = await buffer(incoming);
    const { method, url, headers } = incoming;
    const { connection: _, 'transfer-encoding': __, ...others } = headers;
    const length = body.byteLength === 0 ? {} : { 'content-length': body.byteLength };
    const sent = { host: '127.0.0.1', port: serverPort, method, path: url, headers: { ...others, ...length }, agent };
    const forwarded = request(sent, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.on('error', () => outgoing.destroy()).pipe(outgoing);
    });
    forwarded.on('error', () => {
      if (outgoing.headersSent) outgoing.destroy();
      else outgoing.writeHead(502).end();
    });
    forwarded.end(body);
  }

  const proxy = createServer((incoming, outgoing) => {
    // A request that ends early needs no response.
    forward(incoming, outgoing).catch(() => outgoing.destroy());
  });
  proxy.listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  return {
    url: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`,
    async close() {
      proxy.close();
      proxy.closeAllConnections();
      agent.destroy();
      await once(proxy, 'close');
    },
  };
}
