import { expect, it } from 'vitest';
import { statementCounter } from '../harness/statements.mjs';

const command = (...words: readonly string[]): Buffer =>
  Buffer.from(`*${words.length}\r\n${words.map((word) => `$${Buffer.byteLength(word)}\r\n${word}\r\n`).join('')}`);

const message = (type: string, body: string): Buffer => {
  const length = Buffer.alloc(4);
  length.writeInt32BE(4 + body.length);
  return Buffer.concat([Buffer.from(type), length, Buffer.from(body)]);
};

const packet = (number: number, body: string): Buffer =>
  Buffer.concat([Buffer.from([body.length, 0, 0, number]), Buffer.from(body)]);

const SENT: readonly (readonly [protocol: string, sent: Buffer, statements: number])[] = [
  ['redis', Buffer.concat([command('PING'), command('SET', 'a', '*3\r\n$1\r\nx'), command('GET', 'é')]), 3],
  [
    'postgres',
    Buffer.concat([
      message('', 'the first one has no type Q'),
      message('Q', 'SELECT 1'),
      message('P', 'SELECT E'),
      message('B', 'Q'),
      message('E', ''),
      message('S', ''),
    ]),
    2,
  ],
  [
    'mariadb',
    Buffer.concat([
      packet(1, '\u0003login'),
      packet(0, '\u0003SELECT 1'),
      packet(0, '\u0016PREPARE'),
      packet(0, '\u0017run'),
    ]),
    2,
  ],
  ['unknown', command('PING'), 0],
];

it.each(SENT)('counts the statements of %s, however its bytes arrive', (protocol, sent, statements) => {
  for (const size of [1, 2, 3, 7, sent.length]) {
    const count = statementCounter(protocol);
    let found = 0;
    for (let start = 0; start < sent.length; start += size) found += count(sent.subarray(start, start + size));
    expect(found, `in pieces of ${size} bytes`).toBe(statements);
  }
});
