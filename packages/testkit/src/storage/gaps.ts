import { CAPABILITIES } from '@flagstaff/core/storage';
import type { Capability, StorageBackend } from '@flagstaff/core/storage';
import type { Flagstaff } from '@flagstaff/core';
import { manage } from '@flagstaff/core/management';
import assert from 'node:assert/strict';
import { assertRejects, eventually } from './assertions.ts';
import type { CaseBody, StorageCase, Theme } from './case.ts';
import { flag, storedSegment } from './documents.ts';
import { withClient } from './themes/through-client.ts';

/** Checks that every capability is either implemented or declared as a gap, never both. */
export function gapTheme(gaps: ReadonlyMap<Capability, string>): Theme {
  return {
    name: 'capabilities',
    cases: CAPABILITIES.flatMap((capability) => {
      const reason = gaps.get(capability);
      return reason === undefined ? [presence(capability)] : absence(capability, reason);
    }),
  };
}

function presence(capability: Capability): StorageCase {
  return {
    title: `has ${capability}`,
    needs: [],
    async run({ storage }) {
      assert.equal(
        typeof storage[capability],
        'function',
        `${capability} is missing. Declare it in skip, with a reason.`,
      );
    },
  };
}

/** Checks that a gap is real, and that a client behaves as documented without the capability. */
function absence(capability: Capability, reason: string): StorageCase[] {
  return [
    {
      title: `has no ${capability}, as declared: ${reason}`,
      needs: [],
      async run({ storage }) {
        assert.equal(typeof storage[capability], 'undefined', `${capability} exists. Do not declare it in skip.`);
      },
    },
    {
      title: `a client without ${capability} ${CONSEQUENCES[capability].title}`,
      needs: [],
      run: CONSEQUENCES[capability].run,
    },
  ];
}

interface Consequence {
  readonly title: string;
  readonly run: CaseBody;
}

/** What a client does without each capability: reject, or fall back. */
const CONSEQUENCES: Readonly<Record<Capability, Consequence>> = {
  commit: refuses(async (client) => {
    const changes = ['a', 'b'].map((key) => ({ type: 'set', document: flag(key) }) as const);
    await assertRejects(manage(client).commit(changes), 'CAPABILITY_MISSING');
    await assertRejects(manage(client).rollback(1), 'CAPABILITY_MISSING');
    assert.deepEqual(await manage(client).list(), []);
  }),
  history: refuses((client) => assertRejects(manage(client).history(), 'CAPABILITY_MISSING')),
  hasMembers: refuses((client) => assertRejects(manage(client).set(storedSegment), 'CAPABILITY_MISSING')),
  changeMembers: refuses(async (client, storage) => {
    await storage.set(storedSegment);
    await assertRejects(manage(client).addMembers(storedSegment.key, ['ada']), 'CAPABILITY_MISSING');
  }),
  listMembers: refuses((client) => assertRejects(manage(client).members(storedSegment.key), 'CAPABILITY_MISSING')),
  watch: manages('polls for changes'),
  snapshot: manages('reads the documents one list at a time'),
  revision: manages('compares the documents themselves'),
  changes: manages('loads everything when something changed'),
  close: manages('closes without it'),
};

function refuses(act: (client: Flagstaff, storage: StorageBackend) => Promise<void>): Consequence {
  return {
    title: 'rejects with CAPABILITY_MISSING',
    run: ({ storage }) => withClient(storage, (client) => act(client, storage)),
  };
}

function manages(title: string): Consequence {
  return {
    title,
    run: ({ storage, second }) =>
      withClient(storage, async (client) => {
        const other = await second();
        await other.set({ ...flag('a'), default: 'on' });
        await eventually(() => client.forContext({}).isEnabled('a'), 'the client follows its store');
      }),
  };
}
