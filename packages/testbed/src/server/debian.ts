import { complete } from './process.ts';
import { findProgram } from './program.ts';

/**
 * Returns why a program is missing, after trying to install the Debian package of the same or the given name. Undefined when the
 * program is available.
 *
 * @throws {Error} With `CI` set, where every program must be available.
 */
export async function whyMissing(program: string, debianPackage: string = program): Promise<string | undefined> {
  if ((await findProgram(program)) !== undefined) return undefined;
  const reason = await install(debianPackage);
  if (reason === undefined) return undefined;
  if (process.env['CI'] !== undefined) throw new Error(`${program} ${reason}. CI skips no test for a missing program.`);
  return `skipped: ${program} ${reason}`;
}

async function install(debianPackage: string): Promise<string | undefined> {
  const aptGet = await findProgram('apt-get');
  if (aptGet === undefined || process.getuid?.() !== 0) {
    return 'is not installed, and Debian packages cannot be installed here';
  }
  try {
    await complete(aptGet, ['update']);
    await complete(aptGet, ['install', '--yes', '--no-install-recommends', debianPackage]);
    return undefined;
  } catch {
    return 'is not installed, and apt-get could not install it';
  }
}
