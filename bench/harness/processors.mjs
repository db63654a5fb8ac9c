import { spawnSync } from 'node:child_process';
import { availableParallelism } from 'node:os';

const canPin = availableParallelism() > 1 && spawnSync('taskset', ['-c', '0', 'true']).status === 0;

/** Returns a command that runs Node on one processor, or on any if the machine cannot pin. */
export function nodeOn(processor, args) {
  return canPin && processor !== undefined
    ? { command: 'taskset', args: ['-c', String(processor), process.execPath, ...args] }
    : { command: process.execPath, args };
}

export const pinned = canPin;
