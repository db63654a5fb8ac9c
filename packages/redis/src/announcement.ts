import type { Commit } from '@flagstaff/core/storage';
import { commitOf, positionOf } from './log.ts';
import { ANNOUNCED_BYTES } from './scripts.ts';

/** Maximum bytes of a message: a record, and its position. */
const MAX_BYTES = 2 * ANNOUNCED_BYTES;

/** Returns the commit that a message of the channel carries. Undefined when it carries none: other clients may publish anything. */
export function announcedCommit(message: Buffer): Commit | undefined {
  if (message.length > MAX_BYTES) return undefined;
  const [head = '', record] = message.toString().split('\n', 2);
  try {
    const position = positionOf(JSON.parse(head));
    return position && commitOf(position, record);
  } catch {
    return undefined;
  }
}
