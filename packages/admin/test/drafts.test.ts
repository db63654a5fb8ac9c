// The page explains a draft with the engine that the server has: both must say the same. Docs: docs/design/admin-page.md
import type { FlagDocument } from '@flagstaff/core';
import { manage } from '@flagstaff/core/management';
import type { Explanation } from '@flagstaff/core/explain';
import { count } from '@flagstaff/spec';
import { describe, expect, it } from 'vitest';
import { dice, ENVIRONMENTS, INSTANTS, randomContext, randomDocuments } from '../../core/test/random-rulesets.ts';
import { explainDraft } from '../ui/engine/engine.ts';
import { startApi } from './support/api.ts';

const FLAGS = 8;
const ROUNDS = count(13, 125);

describe('a draft', () => {
  it('is explained by the page as the API explains it once it is saved', async () => {
    const { ask, flagstaff } = await startApi();
    const management = manage(flagstaff);
    let compared = 0;
    for (let seed = 1; seed <= ROUNDS; seed++) {
      const d = dice(seed);
      const documents = randomDocuments(d, FLAGS);
      await management.commit(documents.map((document) => ({ type: 'set', document })));
      for (const draft of documents.filter((each): each is FlagDocument => each.kind === 'flag')) {
        // What the page sends and what the API receives is JSON.
        const context = JSON.parse(JSON.stringify(randomContext(d))) as { readonly [name: string]: string };
        const environment = d.chance(0.5) ? d.pick(ENVIRONMENTS) : undefined;
        const at = new Date(Date.parse(d.pick(INSTANTS)) + Math.floor(d.next() * 3 - 1) * 86_400_000);
        const others = documents.filter((each) => each !== draft);
        const inPage = await explainDraft(draft, others, context, { environment, at });
        const { status, body } = await ask('POST', '/explain', {
          body: {
            flag: draft.key,
            context,
            at: at.toISOString(),
            ...(environment === undefined ? {} : { environment }),
          },
        });
        expect(status, `seed ${seed}, ${draft.key}`).toBe(200);
        expect(told(inPage!), `seed ${seed}, ${draft.key}`).toEqual(told(body as Explanation));
        compared++;
      }
    }
    expect(compared).toBe(ROUNDS * FLAGS);
  });
});

/** What both must say alike. Versions differ: a draft has none yet. */
const told = ({ details, steps, at, environment }: Explanation): object => ({ details, steps, at, environment });
