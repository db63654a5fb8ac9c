import { findProgram, until } from '../../packages/testbed/src/index.ts';
import { findEngine, startContainer } from './container.mjs';
import { installDebian, whyNotDebian } from './debian.mjs';

/**
 * A server for tests: how to find, start and install it.
 *
 * @typedef {object} Service
 * @property {string} name
 * @property {string} variable The environment variable with its URL.
 * @property {string} standardUrl Its usual address.
 * @property {(url: string) => Promise<void>} greet Rejects unless tests can use it: it must accept the connection and let the
 *   user create a database.
 * @property {readonly (readonly string[])[]} programs Programs that a private server needs; one of each list.
 * @property {() => Promise<import('@flagstaff/testbed').Server>} start
 * @property {readonly string[]} packages Names of Debian packages; empty if there are none.
 * @property {{ image: string, port: number, env: readonly string[], url: (port: number) => string }} [container] Absent if there
 *   is no image.
 */

const reasonOf = (error) => String(error?.message || error?.code || error).split('\n')[0];

/**
 * Finds a server, in this order: a URL from the environment, the standard port, a private one from installed programs, Debian's
 * packages, a container. Resolves to `{ url, how, stop? }`, or `{ reasons }` when there is none.
 *
 * @param {Service} service
 * @returns {Promise<{ url?: string, how?: string, stop?: () => Promise<void>, reasons?: string[] }>}
 *
 * A URL from the environment that does not work is an error: it was set on purpose, so no other server replaces it.
 */
export async function findService(service) {
  const given = process.env[service.variable];
  if (given !== undefined && given !== '') {
    await service.greet(given).catch((error) => {
      throw new Error(`${service.variable} is set, but the server cannot be used: ${reasonOf(error)}`);
    });
    return { url: given, how: `from ${service.variable}` };
  }
  const reasons = [];
  const attempts = [listening, installed, fromDebian, fromContainer];
  for (const attempt of attempts) {
    try {
      return await attempt(service);
    } catch (error) {
      reasons.push(reasonOf(error));
    }
  }
  return { reasons };
}

async function listening({ standardUrl, greet }) {
  const { host } = new URL(standardUrl);
  await greet(standardUrl).catch((error) => {
    throw new Error(`nothing usable listens on ${host} (${reasonOf(error)})`);
  });
  return { url: standardUrl, how: `listens on ${host}` };
}

/**
 * Ensures that tests can start and break a private server. Resolves to the reason if they cannot, else to undefined.
 */
export async function ensurePrograms(service) {
  const absent = await whatIsAbsent(service);
  if (absent === undefined) return undefined;
  const reason = await whyNotDebian(service.packages);
  if (reason !== undefined) return `${absent}, and ${reason}`;
  await installDebian(service.packages);
  return whatIsAbsent(service);
}

async function whatIsAbsent({ programs }) {
  for (const names of programs) {
    if ((await findProgram(...names)) === undefined) return `${names.join(' or ')} is not installed`;
  }
  return undefined;
}

async function installed(service) {
  const absent = await whatIsAbsent(service);
  if (absent !== undefined) throw new Error(absent);
  const server = await service.start();
  return { url: server.url, how: `private, process ${server.pid}`, stop: () => server.dispose() };
}

async function fromDebian(service) {
  const reason = await whyNotDebian(service.packages);
  if (reason !== undefined) throw new Error(reason);
  await installDebian(service.packages);
  const found = await installed(service);
  return { ...found, how: `${found.how}, installed from Debian's ${service.packages.join(', ')}` };
}

async function fromContainer({ container, greet, name }) {
  if (container === undefined) throw new Error('it has no container image');
  const engine = await findEngine();
  if (engine === undefined) throw new Error('no container engine answers');
  const { url, stop } = await startContainer(engine, container);
  await until(`${name} answers`, () => greet(url).then(() => true), { withinMs: 10_000, everyMs: 200 }).catch(
    async (error) => {
      await stop();
      throw error;
    },
  );
  return { url, how: `container ${container.image} of ${engine}`, stop };
}
