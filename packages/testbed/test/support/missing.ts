import { findProgram } from '@flagstaff/testbed';
import type { BackendKind } from '@flagstaff/testbed';

/** Why a kind of server cannot be started here; undefined: it can. With CI set, a missing server is a failure. */
export async function missingPrograms({ name, programs }: BackendKind): Promise<string | undefined> {
  for (const names of programs) {
    if ((await findProgram(...names)) !== undefined) continue;
    const reason = `skipped: ${names.join(' or ')} is not installed`;
    if (process.env['CI'] !== undefined) throw new Error(`${name}: ${reason}; in CI every server is there.`);
    return reason;
  }
  return undefined;
}
