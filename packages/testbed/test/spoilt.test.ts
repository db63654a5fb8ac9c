// A corrupt document keeps its last valid version, and the others are updated. Covers every field of every row, with every kind of junk.
import { describe, expect, it, onTestFinished } from 'vitest';
import { createFlagstaff } from '@flagstaff/core';
import type { Flagstaff, FlagstaffError } from '@flagstaff/core';
import { manage } from '@flagstaff/core/management';
import { count } from '@flagstaff/spec';
import { counterDocument, holdPromise, openStore } from '@flagstaff/testbed';
import type { Place, Scene } from '@flagstaff/testbed';
import { answer, eachBackend } from './support/each-backend.ts';
import { spoilable } from './support/spoilable.ts';
import type { Spoilable } from './support/spoilable.ts';

/** Selects one in so many items, a different one for each offset. */
function some<T>(list: readonly T[], offset: number): readonly T[] {
  const step = count(10, 1);
  return list.filter((_, index) => index % step === offset % step);
}

async function scene(place: Place): Promise<Scene & { readonly spoilable: Spoilable }> {
  const spec = place.fresh();
  const open = async (): Promise<Flagstaff> => {
    const flagstaff: Flagstaff = createFlagstaff({ storage: await openStore(spec), pollIntervalMs: false });
    onTestFinished(() => flagstaff.close());
    return flagstaff;
  };
  const [reader, writer] = [await open(), await open()];
  const problems: FlagstaffError[] = [];
  reader.on('error', (problem) => void problems.push(problem));
  await manage(writer).set(counterDocument('a', 0));
  await manage(writer).set(counterDocument('b', 0));
  await reader.ready();
  const able = spoilable(spec);
  return { reader, writer, problems, announce: able.announce, spoilable: able };
}

await eachBackend('a corrupt store', (place) => {
  describe('with a document that cannot be read', () => {
    it.each([0, 1, 2])('keeps its last valid version and updates the others, part %i', async (part) => {
      const stage = await scene(place());
      const spoilings = some(stage.spoilable.documents, 3 * part);
      expect(spoilings.length).toBeGreaterThan(10);
      // A soak covers everything in the first part.
      if (count(0, part) > 0) return;
      for (const spoiling of spoilings) await holdPromise(stage, spoiling);
    });
  });

  it('continues when an entry of the log cannot be read', async () => {
    const { reader, writer, spoilable: able } = await scene(place());
    let n = 1;
    for (const [name, spoil] of some(able.log, 1)) {
      n += 1;
      await manage(writer).set(counterDocument('a', n));
      await spoil();
      await reader.refresh();
      expect([name, answer(reader, 'a'), reader.state]).toEqual([name, n, 'ready']);
      await manage(reader).set(counterDocument('b', n));
      await writer.refresh();
      expect([name, answer(writer, 'b')]).toEqual([name, n]);
      // The history lists readable entries, all of which are valid JSON.
      const { items } = await manage(writer).history({ limit: 5 });
      expect(JSON.stringify(items).length).toBeGreaterThan(2);
      const { number } = (await manage(writer).history({ limit: 1 })).items[0]!.revision;
      const outcome = await manage(writer)
        .rollback(number)
        .then(
          () => 'REVISION_NOT_FOUND',
          ({ code }: FlagstaffError) => code,
        );
      expect([name, outcome]).toEqual([name, 'REVISION_NOT_FOUND']);
    }
  });

  it('keeps its documents while its revision cannot be read, and recovers when that is fixed', async () => {
    const { reader, writer, spoilable: able } = await scene(place());
    await manage(writer).set(counterDocument('a', 1));
    await reader.refresh();
    for (const [name, spoil, repair] of able.head) {
      await spoil();
      await reader.refresh();
      expect([name, answer(reader, 'a')]).toEqual([name, 1]);
      await repair();
      await reader.refresh();
      await writer.refresh();
      await manage(writer).set(counterDocument('b', 1));
      await reader.refresh();
      expect([name, answer(reader, 'a'), answer(reader, 'b'), reader.state]).toEqual([name, 1, 1, 'ready']);
    }
  });
});
