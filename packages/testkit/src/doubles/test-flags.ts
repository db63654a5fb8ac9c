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

/** Flag keys and the values that they have for everybody. */
export interface FlagValues {
  readonly [key: string]: JsonValue;
}

export type TestFlagsOptions<F extends FlagDefinitions> = Omit<FlagstaffOptions<F>, 'storage' | 'bootstrap'>;

/** A real client whose flags a test sets. */
export interface TestFlags<F extends FlagDefinitions = RegisteredFlags> extends Flagstaff<F>, AsyncDisposable {
  /** Gives a flag, which need not have been there, another value. In force when the promise resolves. */
  override(key: string, value: JsonValue): Promise<void>;
  /** Puts every flag back as it was at the start, whoever changed it. */
  reset(): Promise<void>;
}

/**
 * A client on memory whose flags have these values for everybody. It serves at once; nothing needs to be awaited.
 *
 * Where the options have definitions with variants, a value is served as the variant that has it; any other value, of a flag that
 * is not boolean, as a variant called `value`. Throws `INVALID_OPTIONS` for a value that no variant has, and for null.
 *
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
    [Symbol.asyncDispose]: () => client.close(),
  });
}
