// Docs: docs/management.md
import { sameJson } from '../model/json-equal.ts';
import { variantsOf } from '../documents/variants.ts';
import { isTooDeep } from '../model/depth.ts';
import { claimedId, documentId } from '../model/document.ts';
import type { FlagDocument } from '../model/flag.ts';
import type { JsonValue } from '../model/json.ts';
import { described, invalidInput, invalidOptions, readObject, readOptions, readSwitch } from '../model/input.ts';
import type { Authorship, Change, Commit, Snapshot } from '../storage/port.ts';
import { readAuthorship } from '../storage/write-input.ts';
import { throughJson } from '../documents/json-copy.ts';
import { canonicalDocument } from '../documents/parse-document.ts';
import type { FlagDefinition, FlagDefinitions } from '../model/definitions.ts';
import { requested } from './write-request.ts';
import type { WriteRequest } from './write-request.ts';
import type { DefinitionDifference, SyncReport } from './reports.ts';
import type { OptionNames } from '../model/option-names.ts';

/** The options of `sync`. */
export interface SyncOptions extends Authorship {
  /** Report what would be created without writing. Defaults to false. */
  readonly dryRun?: boolean | undefined;
}

export interface SyncTarget {
  readonly write: (
    propose: (snapshot: Pick<Snapshot, 'documents'>) => Promise<readonly Change[]>,
    request: WriteRequest,
  ) => Promise<Commit | undefined>;
  /** Returns the store's documents. */
  readonly latest: () => Promise<Pick<Snapshot, 'documents'>>;
}

const OPTIONS: OptionNames<SyncOptions> = { dryRun: true, actor: true, comment: true, via: true, token: true };

type CreatedFlag = Extract<Change, { readonly type: 'set' }>;

/** Creates the missing flags in one commit, and reports how the others differ. Never changes stored documents. */
export async function syncDefinitions(
  given: FlagDefinitions | undefined,
  { write, latest }: SyncTarget,
  options?: SyncOptions,
): Promise<SyncReport> {
  if (given === undefined) {
    throw invalidOptions('sync: pass definitions, or create the client with `definitions`.');
  }
  // JSON form: getters are read once, and cycles are rejected.
  const definitions = throughJson(readFields(given), 'The definitions') as FlagDefinitions;
  const { dryRun = false, ...authorship } = readOptions('sync: the options', options, OPTIONS);
  const by = readAuthorship('sync', authorship);
  const flags = Object.entries(definitions).map(([key, definition]) => flagOf(key, definition));
  const canonical = (await Promise.all(flags.map((flag) => canonicalDocument(flag)))) as FlagDocument[];
  let differing: readonly DefinitionDifference[] = [];

  async function propose({ documents }: Pick<Snapshot, 'documents'>): Promise<readonly CreatedFlag[]> {
    const stored = new Map(documents.map((document) => [claimedId(document), document]));
    differing = canonical.flatMap((flag) => {
      const there = stored.get(documentId(flag));
      return there === undefined ? [] : differencesOf(flag, there as FlagDocument, definitions[flag.key]!);
    });
    return canonical
      .filter((flag) => !stored.has(documentId(flag)))
      .map((document) => ({ type: 'set', document, ifVersion: 0 }));
  }

  if (readSwitch('sync: `dryRun`', dryRun)) {
    const missing = await propose(await latest());
    return { commit: undefined, created: missing.map(({ document }) => documentId(document)), differing };
  }
  // Several instances may start at once. Later ones find the flags, and create what is still missing.
  const request = requested({ comment: 'Create the flags that are defined in code', ...by }, 'sync', definitions);
  const commit = await write(propose, request);
  return { commit, created: commit?.changes.map(({ id }) => id) ?? [], differing };
}

const DEFINITION: OptionNames<FlagDefinition> = {
  type: true,
  variants: true,
  defaultValue: true,
  description: true,
  owner: true,
  removeBy: true,
};

/** Returns the definitions with all fields. JSON would silently drop values it cannot express. */
function readFields(given: FlagDefinitions): FlagDefinitions {
  const definitions = Object.entries(readObject('sync: the definitions', given)).map(([key, each]) => {
    const definition = readObject(`sync: the definition of "${key}"`, each, DEFINITION);
    for (const [name, value] of Object.entries(definition)) {
      if (typeof value !== 'function' && typeof value !== 'symbol') continue;
      throw invalidInput(`sync: the ${name} of "${key}"`, 'plain data', value);
    }
    return [key, definition] as const;
  });
  return Object.fromEntries<FlagDefinition>(definitions);
}

/** Returns a new flag that serves every user the default value. */
function flagOf(key: string, definition: FlagDefinition): FlagDocument {
  if (isTooDeep(definition)) {
    throw invalidOptions(`sync: the definition of "${key}" nests too deeply, or contains itself.`);
  }
  const { type, defaultValue, description, owner, removeBy } = definition;
  const variants = variantsIn(definition);
  if (typeof variants !== 'object' || variants === null) {
    throw invalidOptions(`sync: the variants of "${key}" must be values by name; they are ${described(variants)}.`);
  }
  const fallback = Object.keys(variants).find((name) => sameJson(variants[name], defaultValue ?? false));
  if (fallback === undefined) {
    throw invalidOptions(`sync: no variant of "${key}" has its default value. Add one that does.`);
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

/** Compares only what the code defines. Rules, status and default belong to the stored flag. */
function differencesOf(
  defined: FlagDocument,
  stored: FlagDocument,
  { type, variants }: FlagDefinition,
): DefinitionDifference[] {
  const fields: readonly DefinitionDifference['field'][] = ['type', 'variants', 'description', 'owner', 'removeBy'];
  // The code knows a boolean flag's default variants by name. Other types have no default variants.
  const saysVariants = variants !== undefined || type === 'boolean';
  return fields.flatMap((field) => {
    if (field === 'variants' && !saysVariants) return [];
    const [ours, theirs] = [defined, stored].map((flag) =>
      field === 'variants' ? variantsOf(flag).variants : flag[field],
    );
    // A field that the definition omits is not a difference.
    if (ours === undefined || sameJson(ours, theirs)) return [];
    return [{ flag: defined.key, field, defined: ours, stored: theirs }];
  });
}
