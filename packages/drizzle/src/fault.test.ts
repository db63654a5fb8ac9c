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

it.each([
  // Connections that stay with a server that became a reader.
  ['25006', 'wrong-server'],
  ['ER_CANT_EXECUTE_IN_READ_ONLY_TRANSACTION', 'wrong-server'],
  ['ER_OPTION_PREVENTS_STATEMENT', 'wrong-server'],
  ['42501', 'read-only'],
  ['ER_TABLEACCESS_DENIED_ERROR', 'read-only'],
  ['53300', 'unreachable'],
  ['ER_TOO_MANY_USER_CONNECTIONS', 'unreachable'],
  ['57P05', 'lost'],
  ['ER_CLIENT_INTERACTION_TIMEOUT', 'lost'],
  ['XX001', 'corrupt'],
  ['53200', 'full'],
])('%s is %s', (code, kind) => {
  expect(faultOf(withCode(code))).toMatchObject({ kind, code });
});

it.each(['ECONNRESET', 'EPIPE', 'PROTOCOL_CONNECTION_LOST', 'CONNECTION_CLOSED', ''])(
  '%j is not a reply, so the outcome is unknown',
  (code) => {
    expect(faultOf(withCode(code))).toMatchObject({ kind: 'lost', code, uncertain: true });
  },
);
