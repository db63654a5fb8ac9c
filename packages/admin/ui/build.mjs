// Builds the page into one module, `ui/dist/assets.js`, which the handler imports when a page is requested.
import { mkdir, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { bundlePage } from './bundle.mjs';

const TARGET = fileURLToPath(new URL('dist/assets.js', import.meta.url));

const assets = await bundlePage();
await mkdir(new URL('.', `file://${TARGET}`), { recursive: true });
await writeFile(TARGET, `export default ${JSON.stringify(assets, null, 1)};\n`);
