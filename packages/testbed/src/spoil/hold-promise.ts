import assert from 'node:assert/strict';
import type { Flagstaff, FlagstaffError } from '@flagstaff/core';
import { manage } from '@flagstaff/core/management';
import { countOf, counterDocument } from '../worker/counter-document.ts';

/** A store with the flags `a` and `b`, two clients that look when they are asked, and what spoils `a`. */
export interface Scene {
  /** Follows. Its problems are collected. */
  readonly reader: Flagstaff;
  readonly problems: FlagstaffError[];
  /** Writes, as another instance. */
  readonly writer: Flagstaff;
  /** Makes the next look of every client read all documents. */
  announce(): Promise<void>;
}

export interface Spoiling {
  readonly name: string;
  /** The junk stands beside this number, where the document can still be read. */
  spoil(n: number): Promise<void>;
  /** Puts `a` back behind the back of the clients, with this number; omit where that is not possible. */
  repair?(n: number): Promise<void>;
  /** Whether the document is certainly unusable, and so is reported. Defaults to false. */
  readonly isReported?: boolean;
  /** Whether the store can still tell which document it was. Defaults to true. */
  readonly isNamed?: boolean;
}

let round = 1;

/**
 * Holds a store to its promise: a document that was spoilt keeps its last good version and is reported, the others go on, and it
 * heals when it is repaired, written over or deleted. `a` is a good document when this begins, and when it ends.
 */
export async function holdPromise({ reader, problems, writer, announce }: Scene, spoiling: Spoiling): Promise<void> {
  const { name, spoil, repair, isReported = false, isNamed = true } = spoiling;
  const number = (flagstaff: Flagstaff, key: string): number => flagstaff.forContext({}).value(key, -1);
  const look = async (): Promise<void> => {
    await announce();
    await reader.refresh();
    await writer.refresh();
  };
  const good = (round += 1);
  await manage(writer).set(counterDocument('a', good));
  await reader.refresh();
  assert.equal(number(reader, 'a'), good, `${name}: it is followed before`);
  await spoil(good);
  try {
    problems.length = 0;
    await manage(writer).set(counterDocument('b', good));
    await look();
    assert.equal(reader.state, 'ready', `${name}: the reader follows`);
    assert.equal(number(reader, 'b'), good, `${name}: a change of another document arrives`);
    assert.equal(number(reader, 'a'), good, `${name}: the last good version is kept`);
    const told = problems.filter(({ code, message }) => code === 'DOCUMENT_REJECTED' && message.includes('flag:a'));
    if (isReported) assert.notEqual(told.length, 0, `${name}: it is reported`);
    await manage(reader).set(counterDocument('b', good + 0.5));
    assert.equal(number(reader, 'b'), good + 0.5, `${name}: another document can be written`);
    await manage(writer).list();
  } catch (cause) {
    throw new Error(`${name}: ${(cause as Error).message}`, { cause });
  }
  if (repair !== undefined && round % 3 === 0) {
    await repair(good + 0.25);
    await look();
    assert.equal(number(reader, 'a'), good + 0.25, `${name}: it heals when it is repaired`);
    return;
  }
  if (isNamed && round % 3 === 1) {
    assert.equal(await manage(reader).delete('flag:a'), true, `${name}: it can be deleted`);
    await look();
    assert.equal(number(reader, 'a'), -1, `${name}: it is gone`);
  }
  await manage(reader).set(counterDocument('a', good + 0.75));
  await look();
  assert.equal(number(writer, 'a'), good + 0.75, `${name}: it can be written over`);
  assert.equal(countOf(await manage(writer).get('flag:a')), good + 0.75, `${name}: and is read back`);
}
