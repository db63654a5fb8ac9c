import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { whyMissing } from '../server/missing.ts';
import { freePort } from '../server/port.ts';
import { requireProgram } from '../server/program.js';
import { startServer } from '../server/server.ts';
import type { Server } from '../server/server.ts';

/** Returns why nginx cannot run here; undefined when it can. */
export async function missingNginx(): Promise<string | undefined> {
  return whyMissing('nginx', 'nginx-light');
}

/** Starts an nginx that keeps a pool of connections to a server. It reads each request body in full before it forwards one. */
export async function startNginx(serverPort: number): Promise<Server> {
  const program = await requireProgram('nginx');
  const port = await freePort();
  const file = (folder: string): string => join(folder, 'nginx.conf');
  return startServer(
    {
      name: 'nginx',
      account: undefined,
      stopSignal: 'SIGQUIT',
      url: (at) => `http://127.0.0.1:${at}`,
      command: (folder) => ({ program, args: ['-p', folder, '-e', join(folder, 'error.log'), '-c', file(folder)] }),
      async prepare(folder) {
        await mkdir(join(folder, 'bodies'));
        await writeFile(file(folder), configuration(folder, port, serverPort));
      },
      greet: async (at) => {
        await fetch(`http://127.0.0.1:${at}/nginx-is-up`);
      },
    },
    { port },
  );
}

/** One worker, so that all requests share one pool. */
function configuration(folder: string, port: number, serverPort: number): string {
  const paths = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (name) => `  ${name}_temp_path ${join(folder, 'bodies')};`,
  );
  return `daemon off;
user root;
worker_processes 1;
pid ${join(folder, 'nginx.pid')};
events {}
http {
  access_log off;
${paths.join('\n')}
  client_max_body_size 0;
  client_body_buffer_size 4m;
  upstream app {
    server 127.0.0.1:${serverPort} max_fails=0;
    keepalive 4;
  }
  server {
    listen 127.0.0.1:${port};
    location = /nginx-is-up { return 204; }
    location / {
      proxy_http_version 1.1;
      proxy_set_header Connection "";
      proxy_next_upstream off;
      proxy_pass http://app;
    }
  }
}
`;
}
