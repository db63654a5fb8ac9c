import { BACKENDS, findProgram } from '@flagstaff/testbed';
import type { BackendKind, BackendName } from '@flagstaff/testbed';

/** Returns why a kind of server cannot start here. Undefined when it can. With CI set, a missing server is a failure. */
export async function missingPrograms({ name, programs }: BackendKind): Promise<string | undefined> {
  for (const names of programs) {
    if ((await findProgram(...names)) !== undefined) continue;
    const reason = `skipped: ${names.join(' or ')} is not installed`;
    if (process.env['CI'] !== undefined) throw new Error(`${name}: ${reason}. CI skips no test for a missing server.`);
    return reason;
  }
  return undefined;
}

/** As `missingPrograms`, by the name of the kind. */
export async function missingServer(name: BackendName): Promise<string | undefined> {
  return missingPrograms(BACKENDS.find((kind) => kind.name === name)!);
}
