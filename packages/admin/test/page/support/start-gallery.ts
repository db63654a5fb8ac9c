import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { onTestFinished } from 'vitest';
import type { Assets } from '#assets';
import { bundlePage } from '../../../ui/bundle.mjs';

/** Bundles the page of all components. */
export function bundleGallery(): Promise<Assets> {
  const main = fileURLToPath(new URL('../../../ui/gallery/main.tsx', import.meta.url));
  return bundlePage({ build: { rolldownOptions: { input: { main } } } });
}

/** Serves it until the test ends. Resolves to its URL. */
export async function startGallery({ entry, styles, files }: Assets): Promise<string> {
  const html = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><base href="/"><title>Components</title>
<meta name="viewport" content="width=device-width"><link rel="icon" href="data:,">
${styles.map((name) => `<link rel="stylesheet" href="${name}">`).join('\n')}
</head><body><div id="app"></div>
<script>flagstaffPage = { styled: Promise.resolve() }</script><script type="module" src="${entry}"></script></body></html>`;
  const server = createServer((request, response) => {
    const file = files[(request.url ?? '').slice(1)];
    response.setHeader('content-type', file?.type ?? 'text/html');
    response.end(file === undefined ? html : gunzipSync(Buffer.from(file.gzip, 'base64')));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
