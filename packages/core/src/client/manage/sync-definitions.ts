// Docs: docs/management.md
import { sameJson } from '../../evaluation/same-json.ts';
import { variantsOf } from '../../evaluation/variants.ts';
import { isTooDeep } from '../../model/depth.ts';
import { claimedId, documentId } from '../../model/document.ts';
import { FlagstaffError } from '../../model/error.ts';
import type { FlagDocument } from '../../model/flag.ts';
import type { JsonValue } from '../../model/json.ts';
import type { Authorship, Change, Commit, Snapshot } from '../../storage/port.ts';
import { authorOf } from '../authorship.ts';
import { canonicalDocument } from '../canonical-document.ts';
import type { FlagDefinition, FlagDefinitions } from '../definitions.ts';
import type { DefinitionDifference, SyncReport } from './manage-types.ts';

export type Write = (
  propose: (snapshot: Snapshot) => Promise<readonly Change[]>,
  authorship: Authorship,
) => Promise<Commit | undefined>;

/** Creates the flags that are missing, as one commit, and tells how the others differ. What is stored is never changed. */
export async function syncDefinitions(
  definitions: FlagDefinitions | undefined,
  write: Write,
  authorship: Authorship = {},
): Promise<SyncReport> {
  if (typeof definitions !== 'object' || definitions === null) {
    throw new FlagstaffError('INVALID_OPTIONS', 'sync: give definitions, or create the client with `flags`.');
  }
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
    { comment: 'Create the flags that the program defines', ...authorOf(authorship) },
  );
  return { commit, created: commit?.changes.map(({ id }) => id) ?? [], differing };
}

/** The flag as it begins: it serves everybody what the program would serve without it. */
function flagOf(key: string, definition: FlagDefinition): FlagDocument {
  if (typeof definition !== 'object' || definition === null) {
    throw new FlagstaffError('INVALID_OPTIONS', `sync: the definition of "${key}" is none; give at least its type.`);
  }
  if (isTooDeep(definition)) {
    throw new FlagstaffError('INVALID_OPTIONS', `sync: the definition of "${key}" nests too deep, or contains itself.`);
  }
  const { type, defaultValue, description, owner, removeBy } = definition;
  const variants = variantsIn(definition);
  const fallback = Object.keys(variants).find((name) => sameJson(variants[name], defaultValue ?? false));
  if (fallback === undefined) {
    throw new FlagstaffError(
      'INVALID_OPTIONS',
      `sync: no variant of "${key}" has its default value; add one that has.`,
    );
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
