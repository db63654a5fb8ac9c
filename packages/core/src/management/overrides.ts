// Docs: docs/management.md
import { withoutStorageFields } from '../model/document.ts';
import { FlagstaffError } from '../model/error.ts';
import type { FlagDocument, Override } from '../model/flag.ts';
import { LIMITS } from '../model/limits.ts';
import { isText, readFlagKeys } from '../model/arguments.ts';
import { invalidOptions, readKeyOf, readObject, readOptions } from '../model/input.ts';
import type { Authorship, Change, Commit } from '../storage/port.ts';
import { readAuthorship } from '../storage/write-input.ts';
import { parseInstant } from '../targeting/instant.ts';
import { canonicalDocument } from '../documents/parse-document.ts';
import { heldFlag, heldFlags } from './held-flags.ts';
import type { Past } from './past.ts';
import type { PlanBase, Proposal } from './plan-commit.ts';
import { requested } from './write-request.ts';
import type { WriteRequest } from './write-request.ts';
import type { OptionNames } from '../model/option-names.ts';

/** A subject that overrides pin. */
export interface OverrideSubject {
  /** An attribute's name, such as `userId`. */
  readonly attribute: string;
  /** Compared as text: 42 equals "42". */
  readonly value: string | number;
}

/** An override of a subject in one flag. */
export interface SubjectOverride {
  /** The key of the flag. */
  readonly flag: string;
  /** The environment whose patch contains it. Absent for an override of the flag itself. */
  readonly environment?: string;
  /** The variant to serve. */
  readonly serve: string;
  /** When it expires: an RFC 3339 date-time with an offset, or a date meaning midnight UTC. Absent for never. */
  readonly expires?: string;
  /** Whether it has expired and is ignored. */
  readonly expired: boolean;
}

/** A variant, optionally with an expiry. */
export type OverrideToSet =
  | string
  | {
      /** The variant to serve. */
      readonly serve: string;
      /** An RFC 3339 date-time with an offset, or a date meaning midnight UTC. Omit for an override that stays. */
      readonly expires?: string | undefined;
    };

export interface OverridesOptions {
  readonly now: () => number;
  readonly past: Past;
  readonly latest: () => Promise<PlanBase>;
  readonly write: (propose: Proposal, authorship: WriteRequest, scope?: 'all') => Promise<Commit | undefined>;
}

/** Edits overrides across flags. Each write is one commit. */
export interface Overrides {
  overridesOf(subject: OverrideSubject): Promise<SubjectOverride[]>;
  setOverrides(
    subject: OverrideSubject,
    overrides: { readonly [flag: string]: OverrideToSet },
    authorship?: Authorship,
  ): Promise<Commit | undefined>;
  removeOverrides(
    subject: OverrideSubject,
    options?: Authorship & { readonly keys?: readonly string[] | undefined },
  ): Promise<Commit | undefined>;
  removeExpiredOverrides(authorship?: Authorship): Promise<Commit | undefined>;
}

type Edit = (overrides: readonly Override[], flag: string, environment: string | undefined) => readonly Override[];

export function createOverrides({ now, past, latest, write }: OverridesOptions): Overrides {
  const isExpired = ({ expires }: Override, at: number): boolean =>
    expires !== undefined && parseInstant(expires)! <= at;

  /** Edits the override lists of all flags. Unchanged flags are not written. */
  async function edit(by: Edit, authorship: WriteRequest): Promise<Commit | undefined> {
    return write(
      async (base) => {
        const edited = heldFlags(base, 'overrides').flatMap((flag) => editFlag(flag, by) ?? []);
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
      return heldFlags(await latest(), 'overrides').flatMap((flag) =>
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
      return write(
        async (base) =>
          Promise.all(
            [...wanted].map(async ([key, { serve, expires }]): Promise<Change> => {
              const flag = heldFlag(base, key);
              if (flag === undefined) {
                throw new FlagstaffError(
                  'DOCUMENT_NOT_FOUND',
                  `Flag "${key}" does not exist, so it cannot be overridden. Nothing was written.`,
                );
              }
              const { attribute, value } = subject;
              const mine = { attribute, value, serve, ...(expires === undefined ? {} : { expires }) };
              // Replaces the subject's overrides and appends the new one, so overrides by other attributes still come first.
              const others = (flag.overrides ?? []).filter((override) => !isOf(subject, override));
              const document = await canonicalDocument(withoutStorageFields({ ...flag, overrides: [...others, mine] }));
              return { type: 'set', document };
            }),
          ),
        requested(by, 'setOverrides', subject, [...wanted]),
      );
    },

    async removeOverrides(given, options) {
      const subject = readSubject(given);
      const { keys: listed, ...rest } = readOptions('removeOverrides: the options', options, REMOVAL);
      const keys = listed === undefined ? undefined : readFlagKeys('removeOverrides: `keys`', listed);
      const by = readAuthorship('removeOverrides', rest);
      return edit(
        (overrides, flag) =>
          keys !== undefined && !keys.includes(flag) ? overrides : overrides.filter((each) => !isOf(subject, each)),
        requested(by, 'removeOverrides', subject, keys),
      );
    },

    async removeExpiredOverrides(given) {
      const authorship = readAuthorship('removeExpiredOverrides', given);
      const until = await past.surely();
      return edit(
        (overrides) => overrides.filter((override) => !isExpired(override, until)),
        requested(authorship, 'removeExpiredOverrides'),
      );
    },
  };
}

/** Returns a flag's override lists: its own, and those of its environments. */
function listsOf(flag: FlagDocument): (readonly [environment: string | undefined, overrides: readonly Override[]])[] {
  const patches = Object.entries(flag.environments ?? {});
  return [
    [undefined, flag.overrides ?? []],
    ...patches.map(([environment, { overrides = [] }]) => [environment, overrides] as const),
  ];
}

/** Edits a flag's lists. Undefined when nothing changed. */
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

/**
 * Returns the overrides by flag.
 * @throws {FlagstaffError} INVALID_OPTIONS when an override is malformed.
 */
function wantedOf(overrides: {
  readonly [flag: string]: OverrideToSet;
}): Map<string, Pick<Override, 'serve' | 'expires'>> {
  const entries = Object.entries(readObject('setOverrides: the overrides', overrides));
  if (entries.length === 0) throw invalidOptions('setOverrides: pass at least one flag: { "new-checkout": "on" }.');
  return new Map(
    entries.map(([given, wanted]) => {
      const key = readKeyOf('setOverrides: a name among the overrides', 'a flag', given);
      if (typeof wanted === 'string') return [key, { serve: wanted }];
      // The values are validated with the flag.
      const { serve, expires } = readObject<Exclude<OverrideToSet, string>>(
        `setOverrides: the override of "${key}"`,
        wanted,
        OVERRIDE,
      );
      const isUntil = expires === undefined || typeof expires === 'string';
      if (typeof serve === 'string' && isUntil) return [key, { serve, ...(expires === undefined ? {} : { expires }) }];
      throw invalidOptions(`setOverrides: pass a variant's name, or { serve, expires }, for the flag "${key}".`);
    }),
  );
}

const SUBJECT: OptionNames<OverrideSubject> = { attribute: true, value: true };
const OVERRIDE: OptionNames<Exclude<OverrideToSet, string>> = { serve: true, expires: true };
const REMOVAL: OptionNames<Authorship & { readonly keys?: unknown }> = {
  keys: true,
  actor: true,
  comment: true,
  via: true,
  token: true,
};

function readSubject(given: OverrideSubject): OverrideSubject {
  const { attribute, value } = readObject('The subject of overrides', given, SUBJECT);
  const isValue = isText(value, LIMITS.text) || Number.isFinite(value);
  if (isText(attribute, LIMITS.attribute, 1) && isValue) return { attribute, value: value as string | number };
  throw invalidOptions(
    'Pass the subject of overrides as { attribute, value }, such as { attribute: "userId", value: "42" }.',
  );
}
