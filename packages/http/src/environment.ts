// Docs: docs/adapters.md, "Environments"
import { invalidOptions } from '@flagstaff/core/storage';
import { checkHeader, checkNames } from './check-options.ts';
import type { RequestAccess } from './request-access.ts';

/** Allows requests to select an environment. */
export interface RequestEnvironmentOptions {
  /** The environments that requests can select. Every client can see them. */
  readonly allow: readonly string[];
  /** The header that selects one, such as `flagstaff-environment`. Omit to read no header. */
  readonly header?: string | undefined;
  /** The query parameter that selects one. The header takes precedence. Omit to read no parameter. */
  readonly query?: string | undefined;
}

/** Returns the allowed environment that a request selects. Undefined for the client's own. */
export type EnvironmentOf<Request extends object> = (request: Request) => string | undefined;

/** @throws {FlagstaffError} INVALID_OPTIONS when an option is invalid. */
export function createEnvironmentReader<Request extends object>(
  options: RequestEnvironmentOptions,
  access: RequestAccess<Request>,
): EnvironmentOf<Request> {
  const { allow, header, query } = checked(options);
  const allowed = new Set(allow);
  const name = header?.toLowerCase();
  // Only a listed name is passed on. Other input is compared and discarded.
  const onList = (asked: string | undefined): string | undefined =>
    asked !== undefined && allowed.has(asked) ? asked : undefined;

  return (request) => {
    const fromHeader = name === undefined ? undefined : onList(access.header(request, name));
    if (fromHeader !== undefined || query === undefined) return fromHeader;
    return onList(onlyValue(access.url(request), query));
  };
}

/** Returns the value of a query parameter that occurs exactly once. */
function onlyValue(url: string, name: string): string | undefined {
  const start = url.indexOf('?');
  if (start === -1) return undefined;
  const end = url.indexOf('#', start);
  const values = new URLSearchParams(url.slice(start + 1, end === -1 ? undefined : end)).getAll(name);
  return values.length === 1 ? values[0] : undefined;
}

function checked(options: RequestEnvironmentOptions): RequestEnvironmentOptions {
  checkNames('environment', options, { allow: true, header: true, query: true });
  const { allow, header, query } = options;
  if (!Array.isArray(allow) || allow.length === 0 || !allow.every(isText)) {
    throw invalidOptions('environment.allow must list the keys of the environments that requests can select.');
  }
  if (header === undefined && query === undefined) {
    throw invalidOptions('environment needs a `header` or a `query` to read the selection from.');
  }
  checkHeader('environment.header', header);
  if (query !== undefined && !isText(query)) {
    throw invalidOptions('environment.query is not a valid query parameter name.');
  }
  return options;
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}
