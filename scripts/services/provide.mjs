import { ensurePrograms, findService } from './find.mjs';
import { noteMissing } from './skip.mjs';

/**
 * Puts the URL of each service into the environment, and says what it did. Resolves to what ends the servers that it started.
 * Rejects, with those ended, when a server that the environment names does not work, and with CI set when one cannot be had.
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
  const missing = {};
  const miss = (service, name, reasons) => {
    tell(service, skipped(service, reasons));
    missing[name] = reasons.join('; ');
  };
  try {
    for (const service of services) {
      const { url, how, stop, reasons } = await findService(service);
      if (stop !== undefined) stops.push(stop);
      if (url === undefined) miss(service, service.name, reasons);
      else {
        process.env[service.variable] = url;
        tell(service, how);
      }
      const absent = await ensurePrograms(service);
      if (absent !== undefined)
        miss(service, `own ${service.name}`, [`tests cannot start one of their own: ${absent}`]);
    }
  } catch (error) {
    await stopAll();
    throw error;
  }
  noteMissing(missing);
  return stopAll;
}

/** Why tests are skipped. Throws where nothing may be: with CI set. */
function skipped({ name, variable }, reasons) {
  const text = `${name}: ${reasons.join('; ')}. Install it, or set ${variable}.`;
  if (process.env.CI !== undefined) throw new Error(`${text} In CI nothing is skipped for want of a server.`);
  return `tests that need it are skipped. ${text}`;
}
