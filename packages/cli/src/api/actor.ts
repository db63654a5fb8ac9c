import { execFile } from 'node:child_process';
import { userInfo } from 'node:os';
import { promisify } from 'node:util';
import type { Context } from '../frame/context.ts';

/** Returns who writes: `--actor`, `FLAGSTAFF_ACTOR`, git's e-mail address, or the name of the system's user. */
export async function actorOf({ io, options }: Pick<Context, 'io' | 'options'>): Promise<string> {
  const named = options.actor ?? io.env['FLAGSTAFF_ACTOR'];
  if (named !== undefined && named !== '') return named;
  return (await gitEmail(io.cwd)) ?? userName();
}

/** The user of a container may have no name. */
function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return 'unknown';
  }
}

async function gitEmail(cwd: string): Promise<string | undefined> {
  try {
    const { stdout } = await promisify(execFile)('git', ['config', 'user.email'], { cwd });
    return stdout.trim() === '' ? undefined : stdout.trim();
  } catch {
    return undefined;
  }
}
