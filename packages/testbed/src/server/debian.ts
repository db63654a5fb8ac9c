import { complete } from './process.ts';
import { findProgram } from './program.ts';

/** Set this variable to keep tests from installing anything into the system. Tests that need what is missing are skipped. */
export const NO_INSTALL = 'FLAGSTAFF_TEST_NO_INSTALL';

/** Returns why these Debian packages cannot be installed here. Undefined when they can. */
export async function whyNotDebian(packages: readonly string[]): Promise<string | undefined> {
  if (packages.length === 0) return 'Debian has no package of it';
  if ((await findProgram('apt-get')) === undefined) return 'there is no apt-get';
  if (process.getuid?.() !== 0) return 'apt-get needs root';
  if ((process.env[NO_INSTALL] ?? '') !== '') {
    return `${NO_INSTALL} keeps Debian's ${packages.join(', ')} from being installed`;
  }
  return undefined;
}

/** Installs Debian packages into the system, without questions. Says so before it starts. */
export async function installDebian(packages: readonly string[], say: (line: string) => void = print): Promise<void> {
  say(`Installing into the system, with apt-get: ${packages.join(', ')}. Set ${NO_INSTALL}=1 to prevent this.`);
  // Another test file may be installing something.
  const aptGet = ['-o', 'Dpkg::Use-Pty=0', '-o', 'DPkg::Lock::Timeout=120', '--quiet'];
  await complete('env', ['DEBIAN_FRONTEND=noninteractive', 'apt-get', ...aptGet, 'update']);
  const install = ['install', '--yes', '--no-install-recommends', ...packages];
  await complete('env', ['DEBIAN_FRONTEND=noninteractive', 'apt-get', ...aptGet, ...install]);
}

/**
 * Returns why a program is missing, after trying to install the Debian package of the same or the given name. Undefined when the
 * program is available.
 *
 * @throws {Error} With `CI` set, where every program must be available.
 */
export async function whyMissing(program: string, debianPackage: string = program): Promise<string | undefined> {
  if ((await findProgram(program)) !== undefined) return undefined;
  const reason = (await whyNotDebian([debianPackage])) ?? (await failureOf(installDebian([debianPackage])));
  if (reason === undefined) return undefined;
  const text = `${program} is not installed, and ${reason}`;
  if (process.env['CI'] !== undefined) throw new Error(`${text}. CI skips no test for a missing program.`);
  return `skipped: ${text}`;
}

function failureOf(installation: Promise<void>): Promise<string | undefined> {
  return installation.then(
    () => undefined,
    (error: unknown) => `its installation failed: ${error instanceof Error ? error.message : String(error)}`,
  );
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
