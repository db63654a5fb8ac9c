import { invalidOptions } from '@flagstaff/core/storage';

/** Options of `createClient` that name a server. */
export type RedisAddress =
  | { readonly url: string }
  | {
      readonly socket: { readonly path: string; readonly tls: false };
      readonly username?: string;
      readonly password?: string;
      readonly database: number;
    };

/** Parameters of other libraries. Deadlines are options of the storage; a key prefix is its `prefix`. */
const IGNORED = new Set([
  'allowUsernameInURI',
  'connect_timeout',
  'connectTimeout',
  'decode_responses',
  'enableReadyCheck',
  'family',
  'health_check_interval',
  'max_connections',
  'maxRetriesPerRequest',
  'pool_size',
  'pool_timeout',
  'protocol',
  'socket_connect_timeout',
  'socket_timeout',
  'ssl_cert_reqs',
  'timeout',
]);

/**
 * Reads the parameters of a URL. The driver ignores them, and would use another database than the one of `?db=3`. Sockets are read
 * here because not every version of the driver does.
 *
 * @throws {FlagstaffError} INVALID_OPTIONS when a parameter is unknown, or contradicts the path. Never repeats the URL or a value.
 */
export function readRedisUrl(text: string): RedisAddress {
  const [, url = '', query = ''] = /^([^?#]*)\??([^#]*)/s.exec(text) ?? [];
  let database: number | undefined;
  for (const [name, value] of new URLSearchParams(query)) {
    if (name === 'db' || name === 'database') database = parseDatabase(value);
    else if (!IGNORED.has(name)) {
      throw invalid(`has the parameter ${JSON.stringify(name.slice(0, 60))}, which is not supported. Remove it`);
    }
  }
  const socket = /^unix:\/\/(?:([^:@/]*)(?::([^@/]*))?@)?(\/.+)$/s.exec(url);
  if (socket !== null) return addressOf(socket, database ?? 0);
  const [, start = '', path = ''] = /^(rediss?:\/\/[^/]*)\/?(.*)$/s.exec(url) ?? [];
  if (start === '' || !isUrl(url)) throw invalid('is not a valid Redis URL');
  const named = path === '' ? undefined : parseDatabase(path);
  if (named !== undefined && database !== undefined && named !== database) throw invalid('names two databases');
  return { url: database === undefined ? url : `${start}/${database}` };
}

/** Whether the driver can parse the URL. Its own error would repeat it, and a URL may hold a password. */
function isUrl(text: string): boolean {
  try {
    const { username, password } = new URL(text);
    decodeURIComponent(username + password);
    return true;
  } catch {
    return false;
  }
}

function addressOf([, username, password, path = '']: RegExpExecArray, database: number): RedisAddress {
  try {
    return {
      socket: { path: decodeURIComponent(path), tls: false },
      ...(username ? { username: decodeURIComponent(username) } : {}),
      ...(password ? { password: decodeURIComponent(password) } : {}),
      database,
    };
  } catch {
    throw invalid('is not a valid Redis URL');
  }
}

function parseDatabase(text: string): number {
  if (/^\d{1,6}$/.test(text)) return Number(text);
  throw invalid('must name its database by a number');
}

function invalid(what: string): Error {
  return invalidOptions(`redisStorage: \`url\` ${what}.`);
}
