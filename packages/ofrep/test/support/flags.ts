import { createFlagstaff } from '@flagstaff/core';
import type { Document, Flagstaff } from '@flagstaff/core';
import type { OfrepHandler } from '@flagstaff/ofrep';

const DOCUMENTS: readonly Document[] = [
  { kind: 'flag', key: 'shown', type: 'boolean', default: 'on', clientSide: true, metadata: { team: 'shop' } },
  {
    kind: 'flag',
    key: 'theme',
    type: 'string',
    variants: { light: 'l', dark: 'd' },
    default: 'light',
    rules: [{ when: { attribute: 'plan', operator: 'eq', value: 'pro' }, serve: 'dark' }],
    clientSide: true,
  },
  { kind: 'flag', key: 'secret', type: 'boolean', default: 'on' },
  {
    kind: 'flag',
    key: 'needs-secret',
    type: 'boolean',
    default: 'on',
    prerequisites: [{ flag: 'secret', variants: ['on'] }],
    clientSide: true,
  },
  {
    kind: 'flag',
    key: 'no-off',
    type: 'string',
    variants: { a: 'A' },
    default: 'a',
    status: 'inactive',
    clientSide: true,
  },
  { kind: 'flag', key: 'shared', type: 'boolean', default: { split: { on: 1, off: 1 } }, clientSide: true },
];

export function client(): Flagstaff {
  return createFlagstaff({ bootstrap: DOCUMENTS });
}

const BASE = 'http://flags.example/ofrep/v1/evaluate/flags';

/** Sends a request to a handler without a server. */
export function ask(
  handler: OfrepHandler,
  body: unknown,
  { key, headers = {} }: { readonly key?: string; readonly headers?: { readonly [name: string]: string } } = {},
): Promise<Response> {
  return handler(
    new Request(key === undefined ? BASE : `${BASE}/${key}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: typeof body === 'string' || body instanceof Uint8Array ? body : JSON.stringify(body),
    }),
  );
}
