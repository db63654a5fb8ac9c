import { createFlagstaff } from '@flagstaff/core';
import type { Document, FlagDefinitions, StorageBackend } from '@flagstaff/core';
import { createMemoryStorage } from '@flagstaff/core/storage';
import { manage } from '@flagstaff/core/management';
import type { Management } from '@flagstaff/core/management';
import { admin, roleKeys } from '@flagstaff/admin/api';
import type { AdminOptions, Identity } from '@flagstaff/admin/api';
import { expressHandler } from '@flagstaff/http/node';
import { listen } from '@flagstaff/testbed';
import { createServer } from 'node:http';
import { onTestFinished } from 'vitest';
import { run } from '../../src/frame/run.ts';
import { createFakeIo } from './io.ts';
import type { FakeIo, FakeIoOptions } from './io.ts';

/** The ways to a store. Every command works both ways, with the same output. */
export const WAYS = ['direct', 'remote'] as const;
export type Way = (typeof WAYS)[number];

const KEY = 'key-of-the-tests-0123456789';

export interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Terminal {
  /** Runs a command. */
  (...argv: readonly string[]): Promise<Ran>;
  /** Runs a command with other streams, variables or a terminal. */
  with(options: FakeIoOptions, ...argv: readonly string[]): Promise<Ran>;
  /** Starts a command. */
  start(options: FakeIoOptions, ...argv: readonly string[]): { readonly io: FakeIo; readonly ran: Promise<Ran> };
  /** Another client of the same store. */
  readonly management: Management;
}

export interface TerminalOptions {
  readonly documents?: readonly Document[];
  /** Connects to the store. Defaults to memory of this process. */
  readonly connect?: () => Promise<StorageBackend>;
  /** The environment of the configuration, or of the server's client. */
  readonly environment?: string;
  readonly definitions?: FlagDefinitions;
  /** What the key of remote commands may do. */
  readonly identity?: Identity;
  readonly admin?: Partial<AdminOptions>;
}

/** Prepares a store and a way to it. Ends with the test. */
export async function openTerminal(way: Way, options: TerminalOptions = {}): Promise<Terminal> {
  const { documents = [], connect = memory(), environment, definitions } = options;
  const flagstaff = createFlagstaff({ storage: await connect(), environment, definitions, pollIntervalMs: 500 });
  onTestFinished(() => flagstaff.close());
  // The environment of the options may only come with the documents.
  if (environment === undefined) await flagstaff.ready();
  const management = manage(flagstaff);
  if (documents.length > 0) {
    const changes = documents.map((document) => ({ type: 'set', document }) as const);
    await management.commit(changes, { actor: 'seed', comment: 'Seed' });
  }
  const url = way === 'remote' ? await serve(flagstaff, options) : undefined;
  const config = { storage: connect, environment, definitions, path: 'flagstaff.config.ts' };

  function start(io: FakeIoOptions, ...argv: readonly string[]): { readonly io: FakeIo; readonly ran: Promise<Ran> } {
    const remote: { [name: string]: string } = url === undefined ? {} : { FLAGSTAFF_URL: url, FLAGSTAFF_KEY: KEY };
    const fake = createFakeIo({ ...io, env: { ...remote, ...io.env } });
    const ran = run(argv, fake, url === undefined ? { config } : {}).then((code) => ({ code, ...fake.text }));
    return { io: fake, ran };
  }

  return Object.assign((...argv: readonly string[]) => start({}, ...argv).ran, {
    with: (io: FakeIoOptions, ...argv: readonly string[]) => start(io, ...argv).ran,
    start,
    management,
  });
}

/** Every connection is to one store, which outlives them. */
function memory(): () => Promise<StorageBackend> {
  const storage = createMemoryStorage();
  return async () => ({ ...storage, close: async () => undefined });
}

async function serve(
  flagstaff: ReturnType<typeof createFlagstaff>,
  { identity = { actor: 'ci', roles: 'admin' }, admin: options }: TerminalOptions,
): Promise<string> {
  const handler = admin(flagstaff, { basePath: '/admin/flags', authorize: roleKeys({ [KEY]: identity }), ...options });
  const handle = expressHandler(handler);
  const server = createServer((req, res) => handle(req, res, () => res.writeHead(404).end('app')));
  const { port, close } = await listen(server);
  onTestFinished(close);
  return `http://127.0.0.1:${port}/admin/flags`;
}

/** Replaces what differs between runs: instants, tokens, digests. */
export function steady(text: string): string {
  return text
    .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, '<instant>')
    .replaceAll(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, '<uuid>');
}
