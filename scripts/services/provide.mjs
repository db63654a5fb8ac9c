import { ensurePrograms, findService } from './find.mjs';

/**
 * Sets the environment variable with the URL of each service, and reports it. Resolves to a function that stops the servers it
 * started. Rejects, with those stopped, if a configured server does not work or, with CI set, if one is missing.
 *
 * @param {readonly import('./find.mjs').Service[]} services
 * @param {(line: string) => void} [say]
 * @returns {Promise<() => Promise<void>>}
 */
export async function provide(services, say = console.log) {
  const stops = [];
  const stopAll = async () => {
    await Promise.all(stops.map((stop) => stop()));
  };
  const tell = ({ name }, text) => say(`services: ${name.padEnd(8)} ${text}`);
  const miss = (service, reasons) => tell(service, skipped(service, reasons));
  try {
    for (const service of services) {
      const { url, how, stop, reasons } = await findService(service);
      if (stop !== undefined) stops.push(stop);
      if (url === undefined) miss(service, reasons);
      else {
        process.env[service.variable] = url;
        tell(service, how);
      }
      const absent = await ensurePrograms(service);
      if (absent !== undefined) miss(service, [`tests cannot start a private one: ${absent}`]);
    }
  } catch (error) {
    await stopAll();
    throw error;
  }
  return stopAll;
}

/** Returns why tests are skipped. Throws with CI set. */
function skipped({ name, variable }, reasons) {
  const text = `${name}: ${reasons.join('; ')}. Install it, or set ${variable}.`;
  if (process.env.CI !== undefined) throw new Error(`${text} CI skips no test for a missing server.`);
  return `tests that need it are skipped. ${text}`;
}
