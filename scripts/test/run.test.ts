import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { createTree } from './fixture.ts';

const library = fileURLToPath(new URL('../lib/run.mjs', import.meta.url));

const server = `
process.on('SIGINT', () => end('SIGINT')).on('SIGTERM', () => end('SIGTERM'));
const alive = setInterval(() => {}, 1_000);
function end(signal) {
  console.log('ended by ' + signal);
  clearInterval(alive);
}
console.log('serving');
`;

const launcher = `
import { run } from ${JSON.stringify(library)};
process.exitCode = await run(process.execPath, [process.argv[2]]);
`;

describe('a command that npm start runs', () => {
  it.each(['SIGINT', 'SIGTERM'] as const)('gets %s once, and its exit code is the result', async (signal) => {
    const root = await createTree({ 'server.mjs': server, 'launcher.mjs': launcher });
    const child = spawn(process.execPath, [`${root}/launcher.mjs`, `${root}/server.mjs`]);
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString('utf8');
      if (output === 'serving\n') child.kill(signal);
    });
    const [code] = await once(child, 'close');
    expect(output).toBe(`serving\nended by ${signal}\n`);
    expect(code).toBe(0);
  });
});
