// Counts the statements that a client sends, from the bytes of a protocol.

/**
 * Returns a function that takes the chunks of one connection in order, and returns how many statements began in each. Undefined
 * protocol: none are counted.
 *
 * @see https://redis.io/docs/latest/develop/reference/protocol-spec
 * @see https://www.postgresql.org/docs/current/protocol-message-formats.html
 * @see https://mariadb.com/docs/server/reference/clientserver-protocol
 */
export function statementCounter(protocol) {
  const createReader = READERS[protocol];
  if (createReader === undefined) return () => 0;
  const read = createReader();
  let rest = Buffer.alloc(0);
  let skip = 0;
  return (chunk) => {
    let count = 0;
    rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    for (;;) {
      const skipped = Math.min(skip, rest.length);
      skip -= skipped;
      rest = rest.subarray(skipped);
      const found = skip > 0 || rest.length === 0 ? undefined : read(rest);
      if (found === undefined) return count;
      if (found.isStatement) count += 1;
      skip = found.length;
    }
  };
}

/** Each returns the length of what a buffer begins with, and whether it is a statement. Undefined when the buffer is too short to tell. */
const READERS = {
  /** A command is a list of texts with their lengths. */
  redis: () => (buffer) => {
    const end = buffer.indexOf('\r\n');
    if (end === -1) return undefined;
    const length = buffer[0] === '$'.charCodeAt(0) ? Number(buffer.toString('latin1', 1, end)) + 2 : 0;
    return { length: end + 2 + length, isStatement: buffer[0] === '*'.charCodeAt(0) };
  },
  /** A message has a type and a length; the first one has no type. `Q` and `E` execute. */
  postgres: () => {
    let isFirst = true;
    return (buffer) => {
      const start = isFirst ? 0 : 1;
      if (buffer.length < start + 4) return undefined;
      const isStatement = !isFirst && 'QE'.includes(String.fromCharCode(buffer[0]));
      isFirst = false;
      return { length: start + buffer.readInt32BE(start), isStatement };
    };
  },
  /** A packet has a length of three bytes and a number, which is 0 for a command. 3 is a query, 23 executes a prepared one. */
  mariadb: () => (buffer) => {
    if (buffer.length < 5) return undefined;
    return { length: 4 + buffer.readUIntLE(0, 3), isStatement: buffer[3] === 0 && [3, 23].includes(buffer[4]) };
  },
};
