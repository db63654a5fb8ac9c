import { fileURLToPath } from 'node:url';
import { start } from './start.ts';

const folder = fileURLToPath(new URL('../data', import.meta.url));
const { url, stop } = await start(Number(process.env['PORT'] ?? 3000), folder);
console.log(`Listening on ${url}. README.md lists requests to try. Press Ctrl-C to stop.`);
process.once('SIGINT', () => void stop());
