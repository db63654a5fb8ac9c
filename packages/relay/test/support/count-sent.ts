import type { Served } from './serve.ts';

/** Returns a function that returns how many bytes a server has sent since, headers included. */
export function countSent({ server }: Served): () => number {
  let bytes = 0;
  server.on('connection', (socket) => {
    const write = socket.write.bind(socket) as (...all: unknown[]) => boolean;
    socket.write = (...all: unknown[]) => {
      bytes += Buffer.byteLength(all[0] as string | Uint8Array);
      return write(...all);
    };
  });
  return () => bytes;
}
