import { installDebian, whyNotDebian } from './debian.js';
import { findProgram } from './program.js';

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
