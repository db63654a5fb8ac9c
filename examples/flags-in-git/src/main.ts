import { start } from './start.ts';

const { url, stop } = await start(Number(process.env['PORT'] ?? 3000), process.env['DATABASE_URL'] ?? 'file:flags.db');
console.log(`Listening on ${url}. README.md lists requests to try. Press Ctrl-C to stop.`);
process.once('SIGINT', () => void stop());
