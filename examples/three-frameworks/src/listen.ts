import { createServer } from 'node:http';
import type { RequestListener, Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A server that listens, on this machine only. Rejects, saying what to do, when it cannot. */
export function listen(framework: string, port: number, handler: RequestListener): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer(handler);
    server.once('listening', () => resolve(server));
    server.once('error', (error: NodeJS.ErrnoException) => {
      const name = `${framework.toUpperCase()}_PORT`;
      if (error.code !== 'EADDRINUSE') return reject(error);
      reject(
        new Error(`Port ${port} is in use, so ${framework} cannot listen there; set ${name} to one that is free.`),
      );
    });
    server.listen(port, '127.0.0.1');
  });
}

export function urlOf(server: Server): string {
  return `http://localhost:${(server.address() as AddressInfo).port}`;
}

/** Ends open connections too: a browser's would otherwise keep the process for a while. */
export function stop(server: Server): void {
  server.close();
  server.closeAllConnections();
}
