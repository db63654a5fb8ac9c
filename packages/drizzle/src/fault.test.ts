import { expect, it } from 'vitest';
import { faultOf } from './fault.ts';

const withCode = (code: string): Error => Object.assign(new Error('as the driver says'), { code });

it.each([
  ['23514', 'refused'],
  ['ER_PARSE_ERROR', 'refused'],
  // MariaDB's own file errors.
  ['EE_DELETE', 'refused'],
  ['SQLITE_ERROR', 'refused'],
])('%s is a reply of the database: nothing was written', (code, kind) => {
  expect(faultOf(withCode(code))).toMatchObject({ kind, code, uncertain: false });
});

it.each(['ECONNRESET', 'EPIPE', 'PROTOCOL_CONNECTION_LOST', 'CONNECTION_CLOSED', ''])(
  '%j is not a reply, so the outcome is unknown',
  (code) => {
    expect(faultOf(withCode(code))).toMatchObject({ kind: 'lost', code, uncertain: true });
  },
);
