import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Returns the ids of all processes below one: PostgreSQL's are not a group, and each outlives a signal to its parent for a moment. */
export async function descendants(pid: number): Promise<number[]> {
  const { stdout } = await run('ps', ['-A', '-o', 'pid=,ppid=']);
  const children = new Map<number, number[]>();
  for (const line of stdout.trim().split('\n')) {
    const [child, parent] = line.trim().split(/\s+/).map(Number) as [number, number];
    children.set(parent, [...(children.get(parent) ?? []), child]);
  }
  const found: number[] = [];
  collect(pid, children, found);
  return found;
}

/** Whether each of these processes is stopped, or has ended. */
export async function areStopped(pids: readonly number[]): Promise<boolean> {
  const { stdout } = await run('ps', ['-A', '-o', 'pid=,stat=']);
  const states = stdout.trim().split('\n');
  return states.every((line) => {
    const [pid, state = ''] = line.trim().split(/\s+/);
    return /^[TtZX]/.test(state) || !pids.includes(Number(pid));
  });
}

function collect(pid: number, children: ReadonlyMap<number, readonly number[]>, into: number[]): void {
  for (const child of children.get(pid) ?? []) {
    into.push(child);
    collect(child, children, into);
  }
}
