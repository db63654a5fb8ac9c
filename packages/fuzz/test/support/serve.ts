import { once } from 'node:events';
import { Agent, request } from 'node:http';
import type { IncomingHttpHeaders, Server } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

export interface Asked {
  readonly path?: string;
  readonly method?: string;
  /** Pairs of a name and a value. A name may occur twice. */
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
  readonly body?: string | Uint8Array;
}

/** Starts a real server and a pool of keep-alive connections to it, as of a proxy. */
export interface Pool {
  readonly url: string;
  /** Rejects when the connection is closed before the response is complete. */
  ask(asked: Asked): Promise<Answer>;
  close(): Promise<void>;
}

export async function pool(server: Server): Promise<Pool> {
  if (!server.listening) await once(server, 'listening');
  // By default a server closes idle connections after seconds, just when a busy machine sends the next request.
  server.keepAliveTimeout = 0;
  const { port } = server.address() as AddressInfo;
  const agent = new Agent({ keepAlive: true, maxSockets: 8 });

  return {
    url: `http://127.0.0.1:${port}`,
    ask({ path = '/', method = 'GET', headers = {}, body }) {
      return new Promise((resolve, reject) => {
        const length = body === undefined ? {} : { 'content-length': Buffer.byteLength(body) };
        const given = { ...length, ...headers } as Record<string, string | string[]>;
        const sent = request({ host: '127.0.0.1', port, agent, path, method, headers: given }, (response) => {
          let text = '';
          response.setEncoding('utf8');
          response.on('data', (part: string) => void (text += part));
          response.on('error', reject);
          response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, text }));
        });
        sent.on('error', reject);
        sent.end(body);
      });
    },
    async close() {
      agent.destroy();
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

/** Characters that a header may contain: the HTTP client rejects others before it sends anything. */
export function headerText(text: string): string {
  return text.replace(/[^\t\x20-\x7e\x80-\xff]/g, '?').slice(0, 6_000);
}
