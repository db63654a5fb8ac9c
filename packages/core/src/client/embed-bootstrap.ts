// Docs: docs/browser.md
import type { Bootstrap, BootstrapAnswer } from '../model/bootstrap.ts';
import type { EvaluationDetails } from '../model/details.ts';
import type { FlagstaffError } from '../model/error.ts';
import type { JsonValue } from '../model/json.ts';
import { isTooDeep } from '../model/depth.ts';
import { invalidOptions, readObject, readOptions } from '../model/input.ts';

/** An answer without what a page knows anyway, or need not know: messages may name what does not leave. */
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

export interface EmbedOptions {
  /** The element's id, where `pageFlags` looks for it. Default `flagstaff`. */
  readonly id?: string;
}

/**
 * A bootstrap as an element for an HTML page: data, which no content security policy has to allow. Nothing in it can end the
 * element or begin another one.
 *
 * @throws {FlagstaffError} INVALID_OPTIONS for an id of other characters than letters, digits, `-` and `_`, and for a bootstrap that
 * JSON cannot write
 *
 * @example
 * res.send(`<!doctype html>${embedBootstrap(req.flags.bootstrap())}…`);
 */
export function embedBootstrap(bootstrap: Bootstrap, options?: EmbedOptions): string {
  const { id = 'flagstaff' } = readOptions('embedBootstrap: the options', options);
  if (typeof id !== 'string' || !/^[A-Za-z][A-Za-z0-9_-]*$/.test(id)) {
    throw invalidOptions('The id of a bootstrap element has letters, digits, "-" and "_" only.');
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
    'embedBootstrap cannot write this bootstrap as JSON. Pass what `bootstrap()` or `signBootstrap()` returned.',
    cause,
  );
}

/**
 * JSON that stays JSON and is safe in HTML: these characters occur in its texts only, where an escape says the same.
 * Source: HTML, "Restrictions for contents of script elements"; ECMA-262, LineTerminator.
 */
function escapeForHtml(json: string): string {
  return json.replace(/[<>&\u2028\u2029]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
