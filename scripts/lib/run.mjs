import { spawn } from 'node:child_process';
import { ENVIRONMENT } from './environment.mjs';
import { ROOT } from './root.mjs';

const ON_WINDOWS = process.platform === 'win32';

/**
 * Runs a command and shows its output. Resolves to its exit code, or to 1 if a signal killed it. Passes interrupts on to the
 * command, which decides its exit code.
 */
export function run(command, args, { cwd = ROOT, env = ENVIRONMENT } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'inherit', 'inherit'], shell: ON_WINDOWS });
    const forward = (signal) => child.kill(signal);
    // A terminal also sends ctrl-C to the command, so wait for it. A supervisor's signals reach only this process.
    const interrupt = process.stdin.isTTY ? () => {} : forward;
    const listeners = [
      ['SIGINT', interrupt],
      ['SIGTERM', forward],
      ['SIGHUP', forward],
    ];
    for (const [signal, listener] of listeners) process.on(signal, listener);
    const settle = () => {
      for (const [signal, listener] of listeners) process.off(signal, listener);
    };
    child.once('error', (error) => {
      settle();
      reject(error);
    });
    child.once('exit', (code, signal) => {
      settle();
      resolve(signal === null ? code : 1);
    });
  });
}

/** Runs a command and resolves to its exit code and what it printed, without showing it. */
export function capture(command, args, { cwd = ROOT, env = ENVIRONMENT, timeoutMs = 300_000 } = {}) {
  return new Promise((resolve, reject) => {
    const options = { cwd, env, stdio: ['ignore', 'pipe', 'pipe'], shell: ON_WINDOWS, timeout: timeoutMs };
    const child = spawn(command, args, options);
    const chunks = { stdout: [], stderr: [] };
    child.stdout.on('data', (chunk) => chunks.stdout.push(chunk));
    child.stderr.on('data', (chunk) => chunks.stderr.push(chunk));
    child.once('error', reject);
    child.once('close', (code) => {
      const text = (name) => Buffer.concat(chunks[name]).toString('utf8');
      resolve({ code: code ?? 1, stdout: text('stdout'), stderr: text('stderr') });
    });
  });
}
