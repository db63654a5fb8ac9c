import { describe, expect, it } from 'vitest';
import { DeadlineExceeded } from '@flagstaff/core/storage';
import { describe as wordsOf, faultOf, isReply } from './fault.ts';

const coded = (message: string, code: string): Error => Object.assign(new Error(message), { code });

describe('faultOf', () => {
  it.each([
    [new Error("READONLY You can't write against a read only replica."), 'read-only'],
    [new Error("OOM command not allowed when used memory > 'maxmemory'."), 'full'],
    [new Error('WRONGTYPE Operation against a key holding the wrong kind of value'), 'wrong-type'],
    [new Error("NOPERM this user has no permissions to run the 'get' command"), 'denied'],
    [new Error('NOSCRIPT No matching script.'), 'no-script'],
    [new Error('LOADING Redis is loading the dataset in memory'), 'not-serving'],
    [new Error('TRYAGAIN Multiple keys request during rehashing of slot'), 'try-again'],
    [new Error('ERR value is not an integer'), 'refused'],
    [coded('connect ECONNREFUSED 127.0.0.1:1', 'ECONNREFUSED'), 'offline'],
    [new Error('The client is offline'), 'offline'],
    [coded('read ECONNRESET', 'ECONNRESET'), 'lost'],
    [new Error('Socket closed unexpectedly'), 'lost'],
    [new DeadlineExceeded(''), 'timeout'],
  ])('%s is %s', (error, kind) => {
    expect(faultOf(error)).toMatchObject({ kind });
  });

  it('treats an unknown error as a lost reply', () => {
    expect(faultOf('what?')).toMatchObject({ kind: 'lost', uncertain: true, suspect: true });
  });
});

describe('isReply', () => {
  it('distinguishes a server reply from a network error', () => {
    expect(isReply(new Error('WRONGPASS invalid username-password pair'))).toBe(true);
    expect(isReply(coded('connect ECONNREFUSED 127.0.0.1:1', 'ECONNREFUSED'))).toBe(false);
    expect(isReply('ERR')).toBe(false);
  });
});

describe('the description of a fault', () => {
  it('omits what may be a password', () => {
    const old = new Error("ERR unknown command 'HELLO', with args beginning with: '3' 'AUTH' 'default' 's3cret' ");
    expect(wordsOf(old)).toBe("ERR unknown command 'HELLO'");
    expect(wordsOf(new Error('bad redis://user:s3cret@host:1/0'))).toBe('bad redis://host:1/0');
  });

  it('describes an error without a message', () => {
    expect(wordsOf(coded('', 'ECONNREFUSED'))).toBe('ECONNREFUSED');
    expect(wordsOf(undefined)).toBe('unknown error');
  });
});
