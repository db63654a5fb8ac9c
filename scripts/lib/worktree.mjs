import { capture } from './run.mjs';

/** Returns the lines of `git status`; undefined outside a checkout (an unpacked archive, a machine without git). */
export async function worktreeStatus() {
  try {
    const { code, stdout } = await capture('git', ['status', '--porcelain']);
    return code === 0 ? stdout : undefined;
  } catch {
    return undefined;
  }
}

/** Returns the lines that only one of two states has. */
export function differences(before, after) {
  const lines = (text) => new Set(text.split('\n').filter(Boolean));
  const [old, current] = [lines(before), lines(after)];
  return [...old].filter((line) => !current.has(line)).concat([...current].filter((line) => !old.has(line)));
}
