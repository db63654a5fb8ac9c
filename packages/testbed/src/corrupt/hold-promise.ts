import assert from 'node:assert/strict';
import type { Flagstaff, FlagstaffError } from '@flagstaff/core';
import { manage } from '@flagstaff/core/management';
import { countOf, counterDocument } from '../worker/counter-document.ts';

/** A store with the flags `a` and `b`, two clients that poll on demand, and ways to corrupt `a`. */
export interface Scene {
  /** Follows the store. Its errors are collected. */
  readonly reader: Flagstaff;
  readonly problems: FlagstaffError[];
  /** Writes, as another instance. */
  readonly writer: Flagstaff;
  /** Makes every client read all documents at its next poll. */
  announce(): Promise<void>;
}

export interface Corruption {
  readonly name: string;
  /** Puts junk beside this number, if the document can still be read there. */
  corrupt(n: number): Promise<void>;
  /** Restores `a` with this number without the clients. Omit where that is impossible. */
  repair?(n: number): Promise<void>;
  /** Whether the document is certainly unusable, and therefore reported. Defaults to false. */
  readonly isReported?: boolean;
  /** Whether the store can still identify the document. Defaults to true. */
  readonly isNamed?: boolean;
}

let round = 1;

/**
 * Checks that a corrupt document keeps its last valid version and is reported, that the others are updated, and that it recovers when
 * it is repaired, overwritten or deleted. `a` is a valid document at the start and at the end.
 */
export async function holdPromise(
  { reader, problems, writer, announce }: Scene,
  corruption: Corruption,
): Promise<void> {
  const { name, corrupt, repair, isReported = false, isNamed = true } = corruption;
  const number = (flagstaff: Flagstaff, key: string): number => flagstaff.forContext({}).value(key, -1);
  const look = async (): Promise<void> => {
    await announce();
    await reader.refresh();
    await writer.refresh();
  };
  const good = (round += 1);
  await manage(writer).set(counterDocument('a', good));
  await reader.refresh();
  assert.equal(number(reader, 'a'), good, `${name}: the reader follows before`);
  await corrupt(good);
  try {
    problems.length = 0;
    await manage(writer).set(counterDocument('b', good));
    await look();
    assert.equal(reader.state, 'ready', `${name}: the reader follows`);
    assert.equal(number(reader, 'b'), good, `${name}: a change of another document arrives`);
    assert.equal(number(reader, 'a'), good, `${name}: the last valid version is kept`);
    const rejections = problems.filter(
      ({ code, message }) => code === 'DOCUMENT_REJECTED' && message.includes('flag:a'),
    );
    if (isReported) assert.notEqual(rejections.length, 0, `${name}: it is reported`);
    await manage(reader).set(counterDocument('b', good + 0.5));
    assert.equal(number(reader, 'b'), good + 0.5, `${name}: another document can be written`);
    await manage(writer).list();
  } catch (cause) {
    throw new Error(`${name}: ${(cause as Error).message}`, { cause });
  }
  if (repair !== undefined && round % 3 === 0) {
    await repair(good + 0.25);
    await look();
    assert.equal(number(reader, 'a'), good + 0.25, `${name}: it recovers when it is repaired`);
    return;
  }
  if (isNamed && round % 3 === 1) {
    assert.equal(await manage(reader).delete('flag:a'), true, `${name}: it can be deleted`);
    await look();
    assert.equal(number(reader, 'a'), -1, `${name}: it is deleted`);
  }
  await manage(reader).set(counterDocument('a', good + 0.75));
  await look();
  assert.equal(number(writer, 'a'), good + 0.75, `${name}: it can be overwritten`);
  assert.equal(countOf(await manage(writer).get('flag:a')), good + 0.75, `${name}: the new version is read`);
}
