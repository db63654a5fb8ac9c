// What a preview leaves out must not change: compared with the engine over random documents, contexts and edits.
import { createFlagstaff } from '@flagstaff/core';
import type { Document, EvaluationContext, FlagDocument, Flagstaff, Rule } from '@flagstaff/core';
import { manage } from '@flagstaff/core/management';
import type { Change } from '@flagstaff/core/management';
import { count } from '@flagstaff/spec';
import { expect, it } from 'vitest';
import { dice, ENVIRONMENTS, INSTANTS, randomContext, randomDocuments } from './random-rulesets.ts';
import type { Dice } from './random-rulesets.ts';

const ROUNDS = count(16, 40);
const FLAGS = 6;

/** Replaces a few documents by others of the same id, hides fields, or switches rules off. */
function edits(d: Dice, documents: readonly Document[]): Document[] {
  const others = new Map(randomDocuments(d, FLAGS).map((document) => [`${document.kind}:${document.key}`, document]));
  return documents.flatMap((document) => {
    if (!d.chance(0.25)) return [];
    const other = others.get(`${document.kind}:${document.key}`)!;
    if (document.kind === 'environment') {
      const { parent: _, ...alone } = document;
      return alone;
    }
    if (document.kind !== 'flag' || d.chance(0.3)) return other;
    const rules = (document.rules ?? []).map((rule): Rule => ({ ...rule, ...(d.chance(0.5) && { enabled: false }) }));
    return d.chance(0.5) ? { ...document, rules } : { ...document, default: (other as FlagDocument).default! };
  });
}

const idOf = ({ kind, key }: Document): string => `${kind}:${key}`;

/** Returns the answers of all contexts, for each flag in each environment. */
function answers(flagstaff: Flagstaff, contexts: readonly EvaluationContext[], at: Date): string[] {
  return [undefined, ...ENVIRONMENTS].flatMap((environment) =>
    Array.from({ length: FLAGS }, (_, index) => {
      const evaluations = contexts.map((context) => {
        const options = { at, ...(environment === undefined ? {} : { environment }) };
        const { value, variant } = flagstaff.forContext(context, options).details(`f${index}`, 'none');
        return { value, variant };
      });
      return JSON.stringify(evaluations);
    }),
  );
}

it('names every flag and environment whose answer changes for some context', { timeout: 120_000 }, async () => {
  let moved = 0;
  let named = 0;
  for (let round = 0; round < ROUNDS; round += 1) {
    const d = dice(round);
    const documents = randomDocuments(d, FLAGS);
    const changes = edits(d, documents).map((document): Change => ({
      type: 'set',
      document: JSON.parse(JSON.stringify(document)) as Document,
    }));
    if (changes.length === 0) continue;
    const at = new Date(d.pick(INSTANTS));
    const contexts = Array.from({ length: 60 }, () => randomContext(d));
    const changed = new Map(
      changes.flatMap((change) => (change.type === 'set' ? [[idOf(change.document), change.document]] : [])),
    );
    const edited = documents.map((document) => changed.get(idOf(document)) ?? document);
    const flagstaff = createFlagstaff({ bootstrap: documents });
    await flagstaff.ready();
    const preview = await manage(flagstaff).preview(changes, { contexts, at });
    const before = answers(flagstaff, contexts, at);
    await flagstaff.close();
    if (preview.issues.length > 0) continue;
    // Not a commit, which collapses dated changes that are due by now.
    const later = createFlagstaff({ bootstrap: edited });
    await later.ready();
    const after = answers(later, contexts, at);
    await later.close();
    const affected = new Set(preview.affected.map(({ flag, environment }) => `${flag} ${environment}`));
    const flipped = new Set(preview.flips?.counts.map(({ flag, environment }) => `${flag} ${environment}`));
    named += affected.size;
    before.forEach((answer, place) => {
      if (answer === after[place]) return;
      const name = `f${place % FLAGS} ${[null, ...ENVIRONMENTS][Math.floor(place / FLAGS)]}`;
      moved += 1;
      expect(affected, `round ${round}`).toContain(name);
      expect(flipped, `round ${round}`).toContain(name);
    });
  }
  // Otherwise the test has no power, or the preview names everything.
  expect(moved).toBeGreaterThan(ROUNDS);
  expect(named).toBeLessThan(ROUNDS * FLAGS * 3);
});
