import { start } from './start.ts';

const port = Number(process.env['PORT'] ?? 3000);
const { url, origin, stop } = await start({ port, originPort: port + 1 });
console.log(
  `A worker answers on ${url}, its origin on ${origin.url}. README.md lists requests to try. Press Ctrl-C to stop.`,
);
process.once('SIGINT', () => void stop());
