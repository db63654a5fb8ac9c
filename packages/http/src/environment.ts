// Docs: docs/adapters.md, "Environments"
import { invalidOptions } from '@flagstaff/core/storage';
import { checkHeader, checkNames } from './check-options.ts';
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
  checkNames('environment', options, ['allow', 'header', 'query']);
  const { allow, header, query } = options;
  if (!Array.isArray(allow) || allow.length === 0 || !allow.every(isText)) {
    throw invalidOptions('environment.allow must list the keys of the environments that requests may ask for.');
  }
  if (header === undefined && query === undefined) {
    throw invalidOptions('environment must say where requests ask: in a `header` or in the `query`.');
  }
  checkHeader('environment.header', header);
  if (query !== undefined && !isText(query)) {
    throw invalidOptions('environment.query is not the name of a query parameter.');
  }
  return options;
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}
