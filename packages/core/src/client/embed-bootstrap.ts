// Docs: docs/browser.md
import type { Bootstrap, BootstrapAnswer } from '../model/bootstrap.ts';
import type { EvaluationDetails } from '../model/details.ts';
import type { FlagstaffError } from '../model/error.ts';
import type { JsonValue } from '../model/json.ts';
import { isTooDeep } from '../model/depth.ts';
import { invalidOptions, readObject, readOptions } from '../model/input.ts';

/** Returns an answer without fields the page already knows or must not see: messages may name flags that are not client-side. */
export function toBootstrapAnswer(details: EvaluationDetails<JsonValue | undefined>): BootstrapAnswer {
  const { value, variant, reason, errorCode, flagMetadata } = details;
  return {
    ...(value === undefined ? {} : { value }),
    ...(variant === undefined ? {} : { variant }),
    reason,
    ...(errorCode === undefined ? {} : { errorCode }),
    ...(Object.keys(flagMetadata).length === 0 ? {} : { metadata: flagMetadata }),
  };
}

/** The options of `embedBootstrap`. */
export interface EmbedOptions {
  /** The element's id, which `pageFlags` looks for. Defaults to `flagstaff`. */
  readonly id?: string | undefined;
}

/**
 * Returns a bootstrap as an element for an HTML page. It is data, which needs no content security policy. Its content cannot
 * close the element or open another one.
 *
 * @throws {FlagstaffError} INVALID_OPTIONS when the id has characters other than letters, digits, `-` and `_`, or the bootstrap
 * cannot be serialized.
 *
 *
 * @example
 * res.send(`<!doctype html>${embedBootstrap(req.flags.bootstrap())}…`);
 */
export function embedBootstrap(bootstrap: Bootstrap, options?: EmbedOptions): string {
  const { id = 'flagstaff' } = readOptions('embedBootstrap: the options', options, { id: true });
  if (typeof id !== 'string' || !/^[A-Za-z][A-Za-z0-9_-]*$/.test(id)) {
    throw invalidOptions('The id of a bootstrap element may only contain letters, digits, "-" and "_".');
  }
  return `<script type="application/json" id="${id}">${escapeForHtml(textOf(bootstrap))}</script>`;
}

function textOf(bootstrap: Bootstrap): string {
  const { flags } = readObject('embedBootstrap: the bootstrap', bootstrap);
  if (typeof flags !== 'object' || flags === null) throw notWritable(undefined);
  try {
    if (!isTooDeep(bootstrap)) return JSON.stringify(bootstrap);
  } catch (cause) {
    throw notWritable(cause);
  }
  throw notWritable(undefined);
}

function notWritable(cause: unknown): FlagstaffError {
  return invalidOptions(
    'embedBootstrap cannot serialize this bootstrap. Pass the result of `bootstrap()` or `signBootstrap()`.',
    cause,
  );
}

/**
 * Escapes JSON for HTML. These characters only occur within strings, where an escape is equivalent.
 * @see HTML, "Restrictions for contents of script elements"; ECMA-262, LineTerminator
 */
function escapeForHtml(json: string): string {
  return json.replace(/[<>&\u2028\u2029]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
