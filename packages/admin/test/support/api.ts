import { createFlagstaff } from '@flagstaff/core';
import type { Document, FlagDefinitions, Flagstaff, StorageBackend } from '@flagstaff/core';
import { manage } from '@flagstaff/core/management';
import { admin } from '@flagstaff/admin';
import type { AdminOptions, Identity } from '@flagstaff/admin';
import { RUNNING_STORES } from '@flagstaff/testbed';
import { createServer } from 'node:http';
import { expressHandler } from '@flagstaff/http/node';
import { beforeAll, onTestFinished } from 'vitest';
import { createContract } from './openapi.ts';
import type { Contract } from './openapi.ts';
import { listening, MOUNT } from './serve.ts';

/** One answer of the API, held against its description. */
interface Answer {
  readonly status: number;
  readonly headers: Headers;
  // Tests read what the description promises.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  readonly body: any;
}

interface AskOptions {
  readonly body?: unknown;
  readonly headers?: { readonly [name: string]: string };
  /** Who asks: a key of `IDENTITIES`. Defaults to `root`. */
  readonly as?: string;
}

export interface Api {
  readonly url: string;
  readonly flagstaff: Flagstaff;
  readonly contract: Contract;
  readonly problems: string[];
  /** Sends a request below `/api/v1`. */
  ask(method: string, path: string, options?: AskOptions): Promise<Answer>;
}

/** Callers by the `x-user` header. */
const IDENTITIES: { readonly [user: string]: Identity } = {
  root: { actor: 'root', roles: 'admin' },
  vera: { actor: 'vera', roles: 'viewer' },
  ed: { actor: 'ed', roles: 'editor' },
  rel: { actor: 'rel', roles: 'releaser' },
};

export interface ApiOptions extends Partial<AdminOptions> {
  readonly storage?: StorageBackend;
  readonly documents?: readonly Document[];
  readonly privateAttributes?: readonly string[];
  readonly definitions?: FlagDefinitions;
}

/** Reads the description of the API before the tests of a file. */
export function readContract(): void {
  beforeAll(async () => {
    await (contractOnce ??= describeApi());
  });
}

/** The description is the same for every mount. */
let contractOnce: Promise<Contract> | undefined;

async function describeApi(): Promise<Contract> {
  await using flagstaff = createFlagstaff();
  const handler = admin(flagstaff, { authorize: () => ({ actor: 'reader', roles: 'viewer' }) });
  await flagstaff.ready();
  const response = await handler(new Request('http://flags.example/api/v1/openapi.json'));
  return createContract((await response.json()) as never);
}

/** Returns a new store of the kind in `FLAGSTAFF_TEST_STORE`, which a soak sets. Undefined for the client's own memory. */
async function createDefaultStore(): Promise<StorageBackend | undefined> {
  const kind = process.env['FLAGSTAFF_TEST_STORE'];
  const create = RUNNING_STORES.find(([name]) => name === kind)?.[1];
  return create === undefined ? undefined : (await create(onTestFinished))();
}

/** Starts the API over real HTTP. Ends with the test. */
export async function startApi({
  storage: given,
  documents = [],
  privateAttributes,
  definitions,
  ...options
}: ApiOptions = {}): Promise<Api> {
  const storage = given ?? (await createDefaultStore());
  const flagstaff: Flagstaff = createFlagstaff({
    ...(storage === undefined ? {} : { storage }),
    ...(privateAttributes === undefined ? {} : { privateAttributes }),
    ...(definitions === undefined ? {} : { definitions }),
  });
  onTestFinished(() => flagstaff.close());
  const problems: string[] = [];
  flagstaff.on('error', ({ code }) => void problems.push(code));
  await flagstaff.ready();
  if (documents.length > 0) {
    await manage(flagstaff).commit(
      documents.map((document) => ({ type: 'set', document })),
      { actor: 'seed' },
    );
  }
  const authorize = ({ headers }: Request): Identity | undefined => IDENTITIES[headers.get('x-user') ?? 'none'];
  const handler = expressHandler(admin(flagstaff, { basePath: MOUNT, authorize, ...options }));
  const url = await listening(createServer((req, res) => handler(req, res, () => res.writeHead(404).end('app'))));
  const contract = await (contractOnce ??= describeApi());
  return {
    url,
    flagstaff,
    contract,
    problems,
    async ask(method, path, { body, headers = {}, as = 'root' } = {}) {
      const response = await fetch(`${url}/api/v1${path}`, {
        method,
        headers: { 'x-user': as, ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
        ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      });
      const text = await response.text();
      const parsed: unknown = text === '' ? undefined : JSON.parse(text);
      contract.check(method, path.split('?')[0]!, response, parsed);
      return { status: response.status, headers: response.headers, body: parsed };
    },
  };
}
