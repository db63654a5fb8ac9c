import { findProgram, installDebian, until, whyNotDebian } from '../../packages/testbed/src/index.ts';
import { findEngine, startContainer } from './container.mjs';
import { installBinaries } from './npm.mjs';

/**
 * A server that tests need: how it is found, started, installed.
 *
 * @typedef {object} Service
 * @property {string} name
 * @property {string} variable The environment variable with its URL.
 * @property {string} standardUrl Where it usually listens.
 * @property {(url: string) => Promise<void>} greet Rejects unless a test may work there: connected, allowed in, allowed to make
 *   its own database.
 * @property {readonly (readonly string[])[]} programs What a server of our own needs; one of each list.
 * @property {() => Promise<import('@flagstaff/testbed').Server>} start
 * @property {import('./npm.mjs').Binaries} [binaries] Absent: no package of the registry holds its programs.
 * @property {readonly string[]} packages Debian's names; empty: Debian has none.
 * @property {{ image: string, port: number, env: readonly string[], url: (port: number) => string }} [container] Absent: there
 *   is no image.
 */

const reasonOf = (error) => String(error?.message || error?.code || error).split('\n')[0];

/**
 * Finds a server, in this order: a URL from the environment, the standard port, a private one from installed programs, from a package
 * of the registry, from Debian's packages, a container. Resolves to `{ url, how, stop? }`, or `{ reasons }` when there is none.
 *
 * @param {Service} service
 * @returns {Promise<{ url?: string, how?: string, stop?: () => Promise<void>, reasons?: string[] }>}
 *
 * A URL from the environment that does not work is an error: it was set on purpose, so no other server is used.
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
  const attempts = [listening, installed, fromRegistry, fromDebian, fromContainer];
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
 * Sees to it that tests can start a server of their own and break it. Resolves to why they cannot, or undefined.
 */
export async function ensurePrograms(service) {
  if ((await whatIsAbsent(service)) === undefined) return undefined;
  const failure = await download(service).catch(reasonOf);
  const absent = await whatIsAbsent(service);
  if (absent === undefined) return undefined;
  const reason = await whyNotDebian(service.packages);
  if (reason !== undefined) return [absent, failure, reason].filter(Boolean).join('; ');
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

async function fromRegistry(service) {
  await download(service);
  const found = await installed(service);
  return { ...found, how: `${found.how}, from ${service.binaries.name}` };
}

async function download({ binaries }) {
  if (binaries === undefined) throw new Error('no package of the registry holds its programs');
  await installBinaries(binaries);
}

async function fromDebian(service) {
  const reason = await whyNotDebian(service.packages);
  if (reason !== undefined) throw new Error(reason);
  await installDebian(service.packages);
  const found = await installed(service);
  return { ...found, how: `${found.how}, installed from Debian's ${service.packages.join(', ')}` };
}

async function fromContainer({ container, greet, name }) {
  if (container === undefined) throw new Error('there is no container image of it');
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
