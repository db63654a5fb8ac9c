// Docs: docs/management.md
import { sameJson } from '../model/json-equal.ts';
import { variantsOf } from '../documents/variants.ts';
import { isTooDeep } from '../model/depth.ts';
import { claimedId, documentId } from '../model/document.ts';
import type { FlagDocument } from '../model/flag.ts';
import type { JsonValue } from '../model/json.ts';
import { described, invalidInput, invalidOptions, readObject } from '../model/input.ts';
import type { Authorship, Change, Commit, Snapshot } from '../storage/port.ts';
import { readAuthorship } from '../storage/write-input.ts';
import { canonicalDocument, throughJson } from '../documents/canonical-document.ts';
import type { FlagDefinition, FlagDefinitions } from '../model/definitions.ts';
import type { DefinitionDifference, SyncReport } from './types.ts';

export type Write = (
  propose: (snapshot: Snapshot) => Promise<readonly Change[]>,
  authorship: Authorship,
) => Promise<Commit | undefined>;

/** Creates the flags that are missing, as one commit, and tells how the others differ. What is stored is never changed. */
export async function syncDefinitions(
  given: FlagDefinitions | undefined,
  write: Write,
  authorship?: Authorship,
): Promise<SyncReport> {
  if (given === undefined) {
    throw invalidOptions('sync: give definitions, or create the client with `flags`.');
  }
  // What JSON says of them: a getter is read once, and nothing is compared that has no end.
  const definitions = throughJson(readFields(given), 'The definitions') as FlagDefinitions;
  const by = readAuthorship('sync', authorship);
  const flags = Object.entries(definitions).map(([key, definition]) => flagOf(key, definition));
  const canonical = (await Promise.all(flags.map((flag) => canonicalDocument(flag)))) as FlagDocument[];
  let differing: readonly DefinitionDifference[] = [];
  // Several instances may start at once: whoever comes second finds the flags there, and creates what is still missing.
  const commit = await write(
    async ({ documents }) => {
      const stored = new Map(documents.map((document) => [claimedId(document), document]));
      differing = canonical.flatMap((flag) => {
        const there = stored.get(documentId(flag));
        return there === undefined ? [] : differencesOf(flag, there as FlagDocument, definitions[flag.key]!);
      });
      return canonical
        .filter((flag) => !stored.has(documentId(flag)))
        .map((document): Change => ({ type: 'set', document, ifVersion: 0 }));
    },
    { comment: 'Create the flags that the program defines', ...by },
  );
  return { commit, created: commit?.changes.map(({ id }) => id) ?? [], differing };
}

/** The definitions with their fields; JSON would leave out what it has no word for, as if the program had not said it. */
function readFields(given: FlagDefinitions): FlagDefinitions {
  const definitions = Object.entries(readObject('sync: the definitions', given)).map(([key, each]) => {
    const definition = readObject(`sync: the definition of "${key}"`, each);
    for (const [name, value] of Object.entries(definition)) {
      if (typeof value !== 'function' && typeof value !== 'symbol') continue;
      throw invalidInput(`sync: the ${name} of "${key}"`, 'plain data', value);
    }
    return [key, definition] as const;
  });
  return Object.fromEntries<FlagDefinition>(definitions);
}

/** The flag as it begins: it serves everybody what the program would serve without it. */
function flagOf(key: string, definition: FlagDefinition): FlagDocument {
  if (isTooDeep(definition)) {
    throw invalidOptions(`sync: the definition of "${key}" nests too deep, or contains itself.`);
  }
  const { type, defaultValue, description, owner, removeBy } = definition;
  const variants = variantsIn(definition);
  if (typeof variants !== 'object' || variants === null) {
    throw invalidOptions(`sync: the variants of "${key}" must be values by name; they are ${described(variants)}.`);
  }
  const fallback = Object.keys(variants).find((name) => sameJson(variants[name], defaultValue ?? false));
  if (fallback === undefined) {
    throw invalidOptions(`sync: no variant of "${key}" has its default value; add one that has.`);
  }
  return {
    kind: 'flag',
    key,
    type,
    ...(type === 'boolean' && definition.variants === undefined ? {} : { variants }),
    default: fallback,
    ...(description === undefined ? {} : { description }),
    ...(owner === undefined ? {} : { owner }),
    ...(removeBy === undefined ? {} : { removeBy }),
  };
}

function variantsIn({ type, variants, defaultValue }: FlagDefinition): { readonly [name: string]: JsonValue } {
  if (variants !== undefined) return variants;
  return type === 'boolean' ? { on: true, off: false } : { default: defaultValue };
}

/** Where people went on from what the program began with; what a rollout is about (rules, status, default) is theirs alone. */
function differencesOf(
  defined: FlagDocument,
  stored: FlagDocument,
  { type, variants }: FlagDefinition,
): DefinitionDifference[] {
  const fields: readonly DefinitionDifference['field'][] = ['type', 'variants', 'description', 'owner', 'removeBy'];
  // A boolean flag's are known to the program by name, said or not; the one that another flag begins with is not.
  const saysVariants = variants !== undefined || type === 'boolean';
  return fields.flatMap((field) => {
    if (field === 'variants' && !saysVariants) return [];
    const [ours, theirs] = [defined, stored].map((flag) =>
      field === 'variants' ? variantsOf(flag).variants : flag[field],
    );
    // What the program does not say is not a difference.
    if (ours === undefined || sameJson(ours, theirs)) return [];
    return [{ flag: defined.key, field, defined: ours, stored: theirs }];
  });
}
