import type { FlagstaffError } from '@flagstaff/core';
import { createFlagstaff } from '@flagstaff/core';
import { admin } from '@flagstaff/admin/api';
import { EXIT } from '../frame/exit.ts';
import { Failure } from '../frame/failure.ts';
import type { LoadedConfig } from '../config/load-config.ts';
import { createApi } from './api.ts';
import type { Api } from './api.ts';
import { openStorage } from './open-storage.ts';

/** Never resolved: requests stay in this process. */
const MOUNT = 'http://flagstaff.invalid/';

export interface DirectOptions {
  readonly config: LoadedConfig;
  /** Returns who writes. */
  readonly actor: () => Promise<string>;
  /** Whether to follow the store. Otherwise it is read once. */
  readonly follow: boolean;
}

/** Opens the configured store, and answers requests to the API in this process. */
export async function connectDirectly({ config, actor, follow }: DirectOptions): Promise<Api> {
  const { environment, definitions } = config;
  const storage = await openStorage(config);
  const flagstaff = createFlagstaff({
    storage,
    environment,
    definitions,
    ...(follow ? {} : { pollIntervalMs: false }),
  });
  let last: FlagstaffError | undefined;
  flagstaff.on('error', (error) => {
    last = error;
  });
  const handler = admin(flagstaff, {
    authorize: async () => ({ actor: `cli:${await actor()}`, via: 'cli', roles: 'admin' }),
  });
  const close = (): Promise<void> => flagstaff.close();
  await (follow ? flagstaff.ready().catch(() => undefined) : flagstaff.refresh());
  if (flagstaff.state === 'loading') {
    const failure = unreachable(last, 'migrate' in storage);
    await close();
    throw failure;
  }
  return createApi({ way: 'direct', storage, mount: MOUNT, send: handler, close });
}

function unreachable(error: FlagstaffError | undefined, hasTables: boolean): Failure {
  const code = error?.code ?? 'STORAGE_UNAVAILABLE';
  return new Failure(EXIT.unreachable, { status: 503, code, detail: detailOf(code, error, hasTables) });
}

/** Errors of a store name no addresses, users or statements. */
function detailOf(code: string, error: FlagstaffError | undefined, hasTables: boolean): string {
  if (code === 'STORAGE_UNINITIALIZED' && hasTables) return 'The store has no tables. Run `flagstaff migrate`.';
  const cause = causeOf(error);
  const message = error?.message ?? 'The store cannot be reached.';
  return cause === undefined || cause === code || message.includes(cause) ? message : `${message} (${cause})`;
}

/** Returns the code of the innermost cause, such as `ECONNREFUSED`. */
function causeOf(error: unknown): string | undefined {
  let found: string | undefined;
  for (let at = error, depth = 0; at instanceof Error && depth < 8; at = at.cause, depth += 1) {
    const { code } = at as { readonly code?: unknown };
    if (typeof code === 'string' && /^[A-Z0-9_]{2,40}$/.test(code)) found = code;
  }
  return found;
}
