// Docs: docs/management.md
import { parseDocument } from '../documents/parse-document.ts';
import { withoutStorageFields } from '../model/document.ts';
import { FlagstaffError } from '../model/error.ts';
import type { FlagDocument, Override } from '../model/flag.ts';
import { LIMITS } from '../model/limits.ts';
import { invalidOptions, isText, readFlagKeys, readKeyOf, readObject, readOptions } from '../model/input.ts';
import type { Authorship, Change, Commit, Snapshot } from '../storage/port.ts';
import { readAuthorship } from '../storage/write-input.ts';
import { parseInstant } from '../targeting/instant.ts';
import { canonicalDocument } from '../documents/canonical-document.ts';
import type { Past } from './past.ts';
import type { OverrideSubject, OverrideToSet, SubjectOverride } from './types.ts';

export interface OverridesOptions {
  readonly now: () => number;
  readonly past: Past;
  readonly list: () => Promise<readonly unknown[]>;
  readonly write: (
    propose: (snapshot: Snapshot) => Promise<readonly Change[]>,
    authorship: Authorship,
    scope?: 'all',
  ) => Promise<Commit | undefined>;
}

/** Overrides of one subject, or of all, in however many flags: each write is one commit. */
export interface Overrides {
  overridesOf(subject: OverrideSubject): Promise<SubjectOverride[]>;
  setOverrides(
    subject: OverrideSubject,
    overrides: { readonly [flag: string]: OverrideToSet },
    authorship?: Authorship,
  ): Promise<Commit | undefined>;
  removeOverrides(
    subject: OverrideSubject,
    options?: Authorship & { readonly keys?: readonly string[] },
  ): Promise<Commit | undefined>;
  removeExpiredOverrides(authorship?: Authorship): Promise<Commit | undefined>;
}

type Edit = (overrides: readonly Override[], flag: string, environment: string | undefined) => readonly Override[];

export function createOverrides({ now, past, list, write }: OverridesOptions): Overrides {
  const isExpired = ({ expires }: Override, at: number): boolean =>
    expires !== undefined && parseInstant(expires)! <= at;

  /** Edits the lists of overrides of all flags; flags in which nothing changes are not written. */
  async function edit(by: Edit, authorship: Authorship): Promise<Commit | undefined> {
    return write(
      async ({ documents }) => {
        const edited = flagsAmong(documents).flatMap((flag) => editFlag(flag, by) ?? []);
        const canonical = await Promise.all(edited.map((flag) => canonicalDocument(withoutStorageFields(flag))));
        return canonical.map((document): Change => ({ type: 'set', document }));
      },
      authorship,
      'all',
    );
  }

  return {
    async overridesOf(given) {
      const subject = readSubject(given);
      return flagsAmong(await list()).flatMap((flag) =>
        listsOf(flag).flatMap(([environment, overrides]) =>
          overrides
            .filter((override) => isOf(subject, override))
            .map((override) => ({
              flag: flag.key,
              ...(environment === undefined ? {} : { environment }),
              serve: override.serve,
              ...(override.expires === undefined ? {} : { expires: override.expires }),
              expired: isExpired(override, now()),
            })),
        ),
      );
    },

    async setOverrides(given, overrides, authorship) {
      const subject = readSubject(given);
      const wanted = wantedOf(overrides);
      const by = readAuthorship('setOverrides', authorship);
      return write(async ({ documents }) => {
        const flags = new Map(flagsAmong(documents).map((flag) => [flag.key, flag]));
        return Promise.all(
          [...wanted].map(async ([key, { serve, expires }]): Promise<Change> => {
            const flag = flags.get(key);
            if (flag === undefined) {
              throw new FlagstaffError(
                'DOCUMENT_NOT_FOUND',
                `There is no flag "${key}" that could be overridden; nothing was written.`,
              );
            }
            const { attribute, value } = subject;
            const mine = { attribute, value, serve, ...(expires === undefined ? {} : { expires }) };
            // Instead of those of the subject that there were; the last place, where overrides of other attributes stay ahead.
            const others = (flag.overrides ?? []).filter((override) => !isOf(subject, override));
            const document = await canonicalDocument(withoutStorageFields({ ...flag, overrides: [...others, mine] }));
            return { type: 'set', document };
          }),
        );
      }, by);
    },

    async removeOverrides(given, options) {
      const subject = readSubject(given);
      const { keys: listed, ...rest } = readOptions('removeOverrides: the options', options);
      const keys = listed === undefined ? undefined : readFlagKeys('removeOverrides: `keys`', listed);
      const by = readAuthorship('removeOverrides', rest);
      return edit(
        (overrides, flag) =>
          keys !== undefined && !keys.includes(flag) ? overrides : overrides.filter((each) => !isOf(subject, each)),
        by,
      );
    },

    async removeExpiredOverrides(given) {
      const authorship = readAuthorship('removeExpiredOverrides', given);
      const until = await past.surely();
      return edit((overrides) => overrides.filter((override) => !isExpired(override, until)), authorship);
    },
  };
}

/** The flags among what a store holds; what cannot be understood is nobody's to edit in part. */
function flagsAmong(documents: readonly unknown[]): FlagDocument[] {
  return documents.flatMap((document) => {
    const parsed = parseDocument(document);
    return parsed.ok && parsed.document.kind === 'flag' ? [parsed.document] : [];
  });
}

/** A flag's lists of overrides: its own, and those that environments put in their place. */
function listsOf(flag: FlagDocument): (readonly [environment: string | undefined, overrides: readonly Override[]])[] {
  const patches = Object.entries(flag.environments ?? {});
  return [
    [undefined, flag.overrides ?? []],
    ...patches.map(([environment, { overrides = [] }]) => [environment, overrides] as const),
  ];
}

/** The flag with its lists edited; undefined: nothing changed. */
function editFlag(flag: FlagDocument, by: Edit): FlagDocument | undefined {
  let edited = flag;
  for (const [environment, overrides] of listsOf(flag)) {
    const after = by(overrides, flag.key, environment);
    if (after.length === overrides.length) continue;
    if (environment === undefined) edited = { ...edited, overrides: after };
    else {
      const patch = { ...edited.environments![environment], overrides: after };
      edited = { ...edited, environments: { ...edited.environments, [environment]: patch } };
    }
  }
  return edited === flag ? undefined : edited;
}

function isOf({ attribute, value }: OverrideSubject, override: Override): boolean {
  return override.attribute === attribute && String(override.value) === String(value);
}

/** By flag. Throws `INVALID_OPTIONS`. */
function wantedOf(overrides: {
  readonly [flag: string]: OverrideToSet;
}): Map<string, Pick<Override, 'serve' | 'expires'>> {
  const entries = Object.entries(readObject('setOverrides: the overrides', overrides));
  if (entries.length === 0) throw invalidOptions('setOverrides: name at least one flag: { "new-checkout": "on" }.');
  return new Map(
    entries.map(([given, wanted]) => {
      const key = readKeyOf('setOverrides: a name among the overrides', 'a flag', given);
      if (typeof wanted === 'string') return [key, { serve: wanted }];
      // What they say is judged with the flag.
      const { serve, expires } = readObject<Exclude<OverrideToSet, string>>(
        `setOverrides: the override of "${key}"`,
        wanted,
      );
      const isUntil = expires === undefined || typeof expires === 'string';
      if (typeof serve === 'string' && isUntil) return [key, { serve, ...(expires === undefined ? {} : { expires }) }];
      throw invalidOptions(`setOverrides: give the flag "${key}" a variant's name, or { serve, expires }.`);
    }),
  );
}

function readSubject(given: OverrideSubject): OverrideSubject {
  const { attribute, value } = readObject('The subject of overrides', given);
  const isValue = isText(value, LIMITS.text) || Number.isFinite(value);
  if (isText(attribute, LIMITS.attribute, 1) && isValue) return { attribute, value: value as string | number };
  throw invalidOptions(
    'Give the subject of overrides as { attribute, value }, such as { attribute: "userId", value: "42" }.',
  );
}
