import { createFlagstaff } from '@flagstaff/core';
import type {
  Document,
  FlagDefinition,
  FlagDocument,
  FlagKey,
  Flagstaff,
  FlagDefinitions,
  FlagstaffOptions,
  JsonValue,
  RegisteredFlags,
  ValueOf,
} from '@flagstaff/core';
import type { Change } from '@flagstaff/core/management';
import { described, documentId, invalidOptions, readOptions, withoutStorageFields } from '@flagstaff/core/storage';
import { manage } from '@flagstaff/core/management';
import { valueDocument, valueForSubject } from './value-document.ts';

/** Values by flag key. With definitions: of defined flags, with the values that each can have. */
export type FlagValues<F extends FlagDefinitions = FlagDefinitions> = string extends keyof F
  ? { readonly [key: string]: JsonValue }
  : { readonly [K in FlagKey<F>]?: ValueOf<F[K]> };

/** The options of `testFlags`. */
export type TestFlagsOptions<F extends FlagDefinitions> = Omit<FlagstaffOptions<F>, 'storage' | 'bootstrap'>;

/** The options of `override`. */
export interface TestOverrideOptions {
  /** The only subject that is served the value. Omit for all subjects. */
  readonly targetingKey?: string | undefined;
}

/** @inline */
type OverrideMethod<F extends FlagDefinitions> = string extends keyof F
  ? (key: string, value: JsonValue, options?: TestOverrideOptions) => Promise<void>
  : <K extends FlagKey<F>>(key: K, value: ValueOf<F[K]>, options?: TestOverrideOptions) => Promise<void>;

/** A real client whose flags are set by a test. */
export interface TestFlags<F extends FlagDefinitions = RegisteredFlags> extends Flagstaff<F> {
  /**
   * Sets the value of a flag for all subjects, or for one. Takes effect before the promise resolves. A value for all replaces the
   * values of single subjects.
   *
   * @throws {FlagstaffError} INVALID_OPTIONS when there is no such flag, or the value is of another type.
   * @example
   * await flagstaff.override('beta', true, { targetingKey: 'ada' });
   */
  readonly override: OverrideMethod<F>;
  /** Restores all flags to their initial state. */
  reset(): Promise<void>;
}

/**
 * Creates a client on memory whose flags have these values for all subjects. Ready immediately, without an await.
 *
 * If the options define variants, a value is served as the variant that has it. Any other value of a non-boolean flag is served as a
 * variant called `value`.
 *
 * @throws {FlagstaffError} INVALID_OPTIONS when a flag is not defined, a value is null or of another type, or no defined variant has it.
 * @example
 * const flagstaff = testFlags({ 'new-checkout': true, theme: 'dark' });
 * flagstaff.forContext({}).isEnabled('new-checkout'); // true
 */
export function testFlags<F extends FlagDefinitions = RegisteredFlags>(
  values: NoInfer<FlagValues<F>> = {},
  options: TestFlagsOptions<F> = {},
): TestFlags<F> {
  const { environment, definitions } = options;
  const given = Object.entries(values as FlagValues);
  if (definitions !== undefined) for (const [key] of given) checkKnown(key, Object.keys(definitions));
  const flags = given.map(([key, value]) => valueDocument(key, value, definitionOf(key, definitions)));
  const initial: Document[] = environment === undefined ? flags : [{ kind: 'environment', key: environment }, ...flags];
  const client = createFlagstaff<F>({ ...options, bootstrap: initial });

  async function reset(): Promise<void> {
    const wanted = new Map(initial.map((document) => [documentId(document), document]));
    const stored = new Map((await manage(client).list()).map((document) => [documentId(document), document]));
    const changes: Change[] = [];
    for (const [id, document] of wanted) {
      const now = stored.get(id);
      if (now === undefined || JSON.stringify(withoutStorageFields(now)) !== JSON.stringify(document)) {
        changes.push({ type: 'set', document });
      }
    }
    for (const id of stored.keys()) if (!wanted.has(id)) changes.push({ type: 'delete', id });
    if (changes.length > 0) await manage(client).commit(changes);
  }

  /** Returns a flag as it is now, or as its definition makes it. */
  async function currentFlag(key: string): Promise<FlagDocument> {
    const stored = (await manage(client).list()).flatMap((document) => (document.kind === 'flag' ? [document] : []));
    const known = new Map(flags.map((flag) => [flag.key, flag]));
    for (const flag of stored) known.set(flag.key, withoutStorageFields(flag) as FlagDocument);
    for (const [name, definition] of Object.entries(definitions ?? {})) {
      if (!known.has(name)) known.set(name, valueDocument(name, definition.defaultValue ?? false, definition));
    }
    checkKnown(key, [...known.keys()]);
    return known.get(key)!;
  }

  async function override(key: string, value: JsonValue, given?: TestOverrideOptions): Promise<void> {
    const subject = readSubject(given);
    const definition = definitionOf(key, definitions);
    const flag = await currentFlag(key);
    await manage(client).set(
      subject === undefined
        ? valueDocument(key, value, definition, flag.type)
        : valueForSubject(flag, value, subject, definition),
    );
  }

  return Object.assign(client, {
    override,
    reset,
  });
}

function definitionOf(key: string, definitions: FlagDefinitions = {}): FlagDefinition | undefined {
  return Object.hasOwn(definitions, key) ? definitions[key] : undefined;
}

/** The number of flags that a message lists. */
const MAX_LISTED = 20;

function checkKnown(key: string, known: readonly string[]): void {
  if (known.includes(key)) return;
  const listed = known.slice(0, MAX_LISTED).join(', ') + (known.length > MAX_LISTED ? ', …' : '');
  throw invalidOptions(
    `testFlags: there is no flag ${described(key)}. ${known.length === 0 ? 'No flag has a value.' : `The flags are ${listed}.`}`,
  );
}

function readSubject(given: TestOverrideOptions | undefined): string | undefined {
  const { targetingKey } = readOptions('override: the options', given, { targetingKey: true });
  if (targetingKey === undefined || (typeof targetingKey === 'string' && targetingKey !== '')) return targetingKey;
  throw invalidOptions(`override: targetingKey must be text that is not empty. It is ${described(targetingKey)}.`);
}
