// A corrupt document keeps its last valid version, and the others are updated. Covers every field of every row, with every kind of junk.
import { describe, expect, it, onTestFinished } from 'vitest';
import { createFlagstaff } from '@flagstaff/core';
import type { Flagstaff, FlagstaffError } from '@flagstaff/core';
import { manage } from '@flagstaff/core/management';
import { count } from '@flagstaff/spec';
import { counterDocument, holdPromise, openStore } from '@flagstaff/testbed';
import type { Place, Scene } from '@flagstaff/testbed';
import { answer, eachBackend } from './support/each-backend.ts';
import { corruptible } from './support/corruptible.ts';
import type { Corruptible } from './support/corruptible.ts';

/** Selects one in so many items, a different one for each offset. */
function some<T>(list: readonly T[], offset: number): readonly T[] {
  const step = count(10, 1);
  return list.filter((_, index) => index % step === offset % step);
}

async function scene(place: Place): Promise<Scene & { readonly corruptible: Corruptible }> {
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
  const able = corruptible(spec);
  return { reader, writer, problems, announce: able.announce, corruptible: able };
}

await eachBackend(
  'a corrupt store',
  (place) => {
    describe('with an unreadable document', () => {
      it.each([0, 1, 2])('keeps its last valid version and updates the others, part %i', async (part) => {
        const stage = await scene(place());
        const corruptions = some(stage.corruptible.documents, 3 * part);
        expect(corruptions.length).toBeGreaterThan(10);
        // A soak covers everything in the first part.
        if (count(0, part) > 0) return;
        for (const corruption of corruptions) await holdPromise(stage, corruption);
      });
    });

    it('continues when an entry of the log is unreadable', async () => {
      const { reader, writer, corruptible: able } = await scene(place());
      let n = 1;
      for (const [name, corrupt] of some(able.log, 1)) {
        n += 1;
        await manage(writer).set(counterDocument('a', n));
        await corrupt();
        await reader.refresh();
        expect([answer(reader, 'a'), reader.state], name).toEqual([n, 'ready']);
        await manage(reader).set(counterDocument('b', n));
        await writer.refresh();
        expect(answer(writer, 'b'), name).toBe(n);
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
        expect(outcome, name).toBe('REVISION_NOT_FOUND');
      }
    });

    it('keeps its documents while its revision is unreadable, and recovers when that is fixed', async () => {
      const { reader, writer, corruptible: able } = await scene(place());
      await manage(writer).set(counterDocument('a', 1));
      await reader.refresh();
      for (const [name, corrupt, repair] of able.head) {
        await corrupt();
        await reader.refresh();
        expect(answer(reader, 'a'), name).toBe(1);
        await repair();
        await reader.refresh();
        await writer.refresh();
        await manage(writer).set(counterDocument('b', 1));
        await reader.refresh();
        expect([answer(reader, 'a'), answer(reader, 'b'), reader.state], name).toEqual([1, 1, 'ready']);
      }
    });
  },
  ['libsql', 'redis', 'postgres', 'mariadb'],
);
