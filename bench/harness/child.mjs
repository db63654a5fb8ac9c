import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { nodeOn } from './processors.mjs';

/** Long enough for the slowest measurement on a busy machine. */
const PATIENCE_MS = 180_000;

const here = (file) => fileURLToPath(new URL(file, import.meta.url));

/** Runs a script of this folder in its own process, with options for Node. Resolves to its report. */
export function measureIn(file, task, options = []) {
  return new Promise((resolve, reject) => {
    const { command, args } = nodeOn(undefined, ['--expose-gc', ...options, here(file), JSON.stringify(task)]);
    const child = spawn(command, args, { stdio: ['ignore', 'ignore', 'pipe', 'ipc'], timeout: PATIENCE_MS });
    let report;
    let errors = '';
    child.on('message', (message) => {
      report = message;
    });
    child.stderr.on('data', (chunk) => {
      errors += chunk;
    });
    child.on('error', reject);
    child.on('close', (code, signal) => {
      if (report !== undefined) resolve(report);
      else reject(new Error(`${file} ${JSON.stringify(task)} ended with ${signal ?? code}: ${errors.slice(-2_000)}`));
    });
  });
}

/** Runs in the child: returns the task, and a function that reports. The report ends the process, even if the contender is still busy. */
export const task = () => JSON.parse(process.argv[2]);
export const report = (message) => process.send(message, () => process.exit(0));
