// Docs: README.md, "URLs"
import { invalidOptions } from '@flagstaff/core/storage';
import type { DialectName } from './dialect.ts';

/** A URL that the driver understands, without the parameters that hosts and other libraries add. */
interface DatabaseUrl {
  readonly url: string;
  /** The `schema` that the URL names, for PostgreSQL. */
  readonly schema: string | undefined;
}

interface Parameters {
  /** Parameters that the driver or the server understands. */
  readonly kept: ReadonlySet<string>;
  /** Parameters of other libraries, and of the driver where options of our own apply. */
  readonly ignored: ReadonlySet<string>;
  /** Converts parameters to those of the driver. The name is empty for a default. Returns undefined for all others. */
  convert(name: string, value: string): readonly [name: string, value: string] | undefined;
}

/** Parameters of pools, which are meant for the application's own. */
const POOLS =
  'connection_limit connectionLimit max max_connections maxPoolSize minPoolSize pool pool_max_conns pool_min_conns pool_mode pool_size pool_timeout queueLimit waitForConnections';
/** Deadlines: options of the storage apply. */
const DEADLINES =
  'acquireTimeout connect_timeout connection_timeout connectTimeout connectTimeoutMS idle_timeout idleTimeout max_lifetime pool_idle_timeout socket_timeout socketTimeout timeout';

const POSTGRES: Parameters = {
  kept: words(
    `application_name default_transaction_read_only idle_in_transaction_session_timeout keep_alive lock_timeout options role search_path
     sslmode sslnegotiation statement_timeout target_session_attrs timezone transaction_timeout`,
  ),
  ignored: words(
    `${POOLS} ${DEADLINES} adapter channel_binding client_encoding currentSchema debug encoding fallback_application_name fetch_types
     gssencmode keepalives keepalives_count keepalives_idle keepalives_interval load_balance_hosts max_pipeline pgbouncer prepare
     prepared_statements prepareThreshold publications reWriteBatchedInserts sslsni statement_cache_size supa tcp_user_timeout
     uselibpqcompat workaround`,
  ),
  convert(name, value) {
    switch (name) {
      case 'ssl':
        return ['sslmode', SSL.get(value) ?? value];
      case 'sslmode':
        return ['sslmode', SSL_MODES.get(value) ?? value];
      case 'sslaccept':
        return ['sslmode', value === 'strict' ? 'verify-full' : 'require'];
      case 'sslrootcert':
        return value === 'system' ? ['sslmode', 'verify-full'] : undefined;
      case 'target_session_attrs':
        return value === 'any' ? ['', ''] : [name, value];
      case 'TimeZone':
        return ['timezone', value];
      default:
        // A setting of an extension or of the application, such as `app.tenant`.
        return name.includes('.') ? [name, value] : undefined;
    }
  },
};

/** The driver encrypts for `allow` always, and so cannot connect to a server without TLS. */
const SSL_MODES: ReadonlyMap<string, string> = new Map([
  ['allow', 'prefer'],
  ['no-verify', 'require'],
]);

const SSL: ReadonlyMap<string, string> = new Map([
  ['true', 'verify-full'],
  ['1', 'verify-full'],
  ['false', 'disable'],
  ['0', 'disable'],
  ['no-verify', 'require'],
]);

const VERIFIED = JSON.stringify({ rejectUnauthorized: true });
const UNVERIFIED = JSON.stringify({ rejectUnauthorized: false });

const MYSQL: Parameters = {
  kept: words(
    `compress connectAttributes enableCleartextPlugin enableKeepAlive flags insecureAuth keepAliveInitialDelay localAddress password1
     password2 password3 socketPath`,
  ),
  ignored: words(
    `${POOLS} ${DEADLINES} allowPublicKeyRetrieval autoReconnect bigNumberStrings characterEncoding charset charsetNumber collation
     dateStrings debug decimalNumbers disableEval encoding gracefulEnd jsonStrings loc maxIdle maxPreparedStatements multipleStatements
     namedPlaceholders nestTables parseTime resetOnRelease reconnect rowsAsArray serverTimezone statement_cache_size stringifyObjects
     supportBigNumbers timezone trace typeCast useUnicode`,
  ),
  convert(name, value) {
    switch (name) {
      case 'ssl':
        return value === 'false' || value === '0'
          ? ['', '']
          : ['ssl', value === 'true' || value === '1' ? VERIFIED : value];
      case 'sslaccept':
        return ['ssl', value === 'strict' ? VERIFIED : UNVERIFIED];
      case 'tls':
      case 'useSSL':
      case 'ssl-mode':
      case 'sslMode':
      case 'sslmode':
        return MYSQL_SSL.get(value.toLowerCase().replaceAll('-', '_'));
      default:
        return undefined;
    }
  },
};

const MYSQL_MODES: readonly (readonly [modes: readonly string[], parameter: readonly [name: string, value: string]])[] =
  [
    [
      ['false', 'disable', 'disabled', 'prefer', 'preferred'],
      ['', ''],
    ],
    [
      ['require', 'required', 'skip_verify'],
      ['ssl', UNVERIFIED],
    ],
    [
      ['true', 'verify_ca', 'verify_full', 'verify_identity'],
      ['ssl', VERIFIED],
    ],
  ];

const MYSQL_SSL: ReadonlyMap<string, readonly [name: string, value: string]> = new Map(
  MYSQL_MODES.flatMap(([modes, parameter]) => modes.map((mode) => [mode, parameter] as const)),
);

const SQLITE: Parameters = {
  kept: words('authToken cache tls'),
  ignored: words(`${POOLS} ${DEADLINES}`),
  convert: () => undefined,
};

const PARAMETERS: Readonly<Record<DialectName, Parameters>> = { postgres: POSTGRES, mysql: MYSQL, sqlite: SQLITE };

/**
 * Reads the parameters of a URL. A driver would hand unknown ones to the server, which refuses every connection, or ignore them.
 *
 * @param option The option to name in the message, which never repeats the URL or a value: both may contain a password.
 * @throws {FlagstaffError} INVALID_OPTIONS when a parameter is unknown, or the URL does not parse.
 */
export function readDatabaseUrl(option: string, text: string, dialect: DialectName): DatabaseUrl {
  const [, address = '', query = ''] = /^([^?#]*)\??([^#]*)/s.exec(text) ?? [];
  if (dialect !== 'sqlite') checkAddress(option, address);
  const { kept, ignored, convert } = PARAMETERS[dialect];
  const parameters = new Map<string, string>();
  let schema: string | undefined;
  for (const [name, value] of new URLSearchParams(query)) {
    const converted = convert(name, value) ?? (kept.has(name) ? ([name, value] as const) : undefined);
    if (dialect === 'postgres' && name === 'schema') schema = value;
    else if (converted !== undefined) parameters.set(converted[0], converted[1]);
    else if (!ignored.has(name)) {
      throw invalidOptions(
        `drizzleStorage: \`${option}\` has the parameter ${JSON.stringify(name.slice(0, 60))}, which is not supported. Remove it, or pass your own \`db\`.`,
      );
    }
  }
  checkAttributes(option, parameters.get('target_session_attrs'));
  parameters.delete('');
  const rest = [...parameters].map((pair) => pair.map(encodeURIComponent).join('=')).join('&');
  return { url: rest === '' ? address : `${address}?${rest}`, schema };
}

/** Of several hosts, which PostgreSQL allows, only the first is parsed. */
function checkAddress(option: string, address: string): void {
  const [start = '', ...hosts] = address.split(',');
  const path = hosts.at(-1)?.replace(/^[^/]*/, '') ?? '';
  if (URL.canParse(start + path)) return;
  throw invalidOptions(
    `drizzleStorage: \`${option}\` is not a valid URL. Encode special characters of its user and password, as encodeURIComponent does.`,
  );
}

const ATTRIBUTES = new Set(['read-write', 'read-only', 'primary', 'standby', 'prefer-standby']);

function checkAttributes(option: string, value: string | undefined): void {
  if (value === undefined || ATTRIBUTES.has(value)) return;
  throw invalidOptions(
    `drizzleStorage: \`target_session_attrs\` in \`${option}\` must be one of ${[...ATTRIBUTES].join(', ')}.`,
  );
}

function words(text: string): ReadonlySet<string> {
  return new Set(text.trim().split(/\s+/));
}
