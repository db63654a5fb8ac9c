import { createFlagstaff } from '@flagstaff/core';
import type {
  Document,
  FlagDocument,
  Flagstaff,
  FlagDefinitions,
  FlagstaffOptions,
  JsonValue,
  RegisteredFlags,
} from '@flagstaff/core';
import type { Change } from '@flagstaff/core/management';
import { documentId, withoutStorageFields } from '@flagstaff/core/storage';
import { manage } from '@flagstaff/core/management';
import { valueDocument } from './value-document.ts';

/** Values by flag key, the same for all subjects. */
export interface FlagValues {
  readonly [key: string]: JsonValue;
}

/** The options of `testFlags`. */
export type TestFlagsOptions<F extends FlagDefinitions> = Omit<FlagstaffOptions<F>, 'storage' | 'bootstrap'>;

/** A real client whose flags are set by a test. */
export interface TestFlags<F extends FlagDefinitions = RegisteredFlags> extends Flagstaff<F> {
  /** Sets the value of a flag, which may be new. Takes effect before the promise resolves. */
  override(key: string, value: JsonValue): Promise<void>;
  /** Restores all flags to their initial state. */
  reset(): Promise<void>;
}

/**
 * Creates a client on memory whose flags have these values for all subjects. Ready immediately, without an await.
 *
 * If the options define variants, a value is served as the variant that has it. Any other value of a non-boolean flag is served as a
 * variant called `value`.
 *
 * @throws {FlagstaffError} INVALID_OPTIONS when no defined variant has the value, or the value is null.
 * @example
 * const flagstaff = testFlags({ 'new-checkout': true, theme: 'dark' });
 * flagstaff.forContext({}).isEnabled('new-checkout'); // true
 */
export function testFlags<F extends FlagDefinitions = RegisteredFlags>(
  values: FlagValues = {},
  options: TestFlagsOptions<F> = {},
): TestFlags<F> {
  const { environment, definitions = {} } = options;
  const documentOf = (key: string, value: JsonValue): FlagDocument =>
    valueDocument(key, value, Object.hasOwn(definitions, key) ? (definitions as FlagDefinitions)[key] : undefined);
  const flags = Object.entries(values).map(([key, value]) => documentOf(key, value));
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

  return Object.assign(client, {
    async override(key: string, value: JsonValue) {
      await manage(client).set(documentOf(key, value));
    },
    reset,
  });
}
