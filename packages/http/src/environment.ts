// Docs: docs/adapters.md, "Environments"
import { invalidOptions } from './invalid-options.ts';
import type { RequestAccess } from './request-access.ts';

/** Lets requests ask for an environment of the flags. */
export interface RequestEnvironmentOptions {
  /** The environments that may be asked for. Whoever can send a request can see them. */
  readonly allow: readonly string[];
  /** The header that names one, such as `flagstaff-environment`. Default: none is read. */
  readonly header?: string;
  /** The query parameter that names one. Default: none is read. The header comes first. */
  readonly query?: string;
}

/** The environment that a request asks for and may have; undefined: the client's own. */
export type EnvironmentOf<Request extends object> = (request: Request) => string | undefined;

const HEADER_NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;

/** Throws `INVALID_OPTIONS`. */
export function createEnvironmentReader<Request extends object>(
  options: RequestEnvironmentOptions,
  access: RequestAccess<Request>,
): EnvironmentOf<Request> {
  const { allow, header, query } = checked(options);
  const allowed = new Set(allow);
  const name = header?.toLowerCase();
  // Only a name that is on the list goes on: what a request says is compared and then forgotten.
  const onList = (asked: string | undefined): string | undefined =>
    asked !== undefined && allowed.has(asked) ? asked : undefined;

  return (request) => {
    const fromHeader = name === undefined ? undefined : onList(access.header(request, name));
    if (fromHeader !== undefined || query === undefined) return fromHeader;
    return onList(onlyValue(access.url(request), query));
  };
}

/** The value of a query parameter that is given once. */
function onlyValue(url: string, name: string): string | undefined {
  const start = url.indexOf('?');
  if (start === -1) return undefined;
  const end = url.indexOf('#', start);
  const values = new URLSearchParams(url.slice(start + 1, end === -1 ? undefined : end)).getAll(name);
  return values.length === 1 ? values[0] : undefined;
}

function checked(options: RequestEnvironmentOptions): RequestEnvironmentOptions {
  if (typeof options !== 'object' || options === null)
    throw invalidOptions('environment is not an object with `allow`.');
  const { allow, header, query } = options;
  const unknown = Object.keys(options).find((key) => !['allow', 'header', 'query'].includes(key));
  if (unknown !== undefined) {
    throw invalidOptions(`environment has no option "${unknown}"; its options are allow, header and query.`);
  }
  if (!Array.isArray(allow) || allow.length === 0 || !allow.every(isText)) {
    throw invalidOptions('environment.allow must list the keys of the environments that requests may ask for.');
  }
  if (header === undefined && query === undefined) {
    throw invalidOptions('environment must say where requests ask: in a `header` or in the `query`.');
  }
  if (header !== undefined && !(isText(header) && HEADER_NAME.test(header))) {
    throw invalidOptions('environment.header is not the name of a header.');
  }
  if (query !== undefined && !isText(query)) {
    throw invalidOptions('environment.query is not the name of a query parameter.');
  }
  return options;
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}
