import type { Io, Sink } from '../frame/io.ts';
import { plainJson } from './plain.ts';
import { createStyle } from './style.ts';
import type { Style } from './style.ts';

/** What a command prints: data to stdout, words to stderr. */
export interface Output {
  /** Whether stdout gets JSON. */
  readonly json: boolean;
  /** Styles of stdout. */
  readonly style: Style;
  /** Removes secrets, such as the key, from words that a driver or a server may have chosen. */
  hide(text: string): string;
  /** Styles of stderr. */
  readonly forWords: { readonly style: Style };
  /** Columns of the terminal. Undefined when stdout is none. */
  readonly width: number | undefined;
  /** Prints data: the body with `--json`, otherwise the text. */
  data(body: unknown, text: () => string): void;
  /** Prints one of many parts of data: a line of JSON with `--json`, otherwise the text. */
  line(body: unknown, text: () => string): void;
  /** Prints words. Nothing with `--quiet`. */
  words(text: string): void;
}

export interface OutputOptions {
  readonly json: boolean;
  readonly quiet: boolean;
  /** Returns what is never printed. The key may come from a file that is read later. */
  readonly secrets: () => readonly string[];
}

export function createOutput({ stdout, stderr, env }: Io, { json, quiet, secrets }: OutputOptions): Output {
  const hide = (text: string): string => withoutSecrets(text, secrets());
  return {
    json,
    hide,
    style: createStyle(isColored(stdout, env)),
    forWords: { style: createStyle(isColored(stderr, env)) },
    // Some terminals say 0.
    width: stdout.isTTY === true ? stdout.columns || 80 : undefined,
    data(body, text) {
      const shown = json ? plainJson(body, 2) : text();
      if (shown !== '') stdout.write(`${shown}\n`);
    },
    line(body, text) {
      stdout.write(`${json ? plainJson(body) : text()}\n`);
    },
    words(text) {
      if (!quiet) stderr.write(`${hide(text)}\n`);
    },
  };
}

function isColored(sink: Sink, env: Io['env']): boolean {
  if ((env['NO_COLOR'] ?? '') !== '' || env['TERM'] === 'dumb') return false;
  return sink.isTTY === true || (env['FORCE_COLOR'] ?? '') !== '';
}

/** What follows, in a URL or a header, is secret. */
const NAMED = /\b((?:password|passwd|pwd|secret|(?:auth|access)[-_]?token|token|api[-_]?key)=|Bearer )[^&\s"'`;,]+/gi;

/** Removes secrets, and passwords in URLs, which messages of drivers may quote. */
export function withoutSecrets(text: string, secrets: readonly string[]): string {
  const hidden = secrets
    .filter((secret) => secret !== '')
    .reduce((left, secret) => left.replaceAll(secret, '***'), text);
  const [before = '', ...urls] = hidden.split('://');
  return [before, ...urls.map(withoutPassword)].join('://').replaceAll(NAMED, '$1***');
}

/** Removes the password of a URL without its scheme. A password may have an `@`. */
function withoutPassword(text: string): string {
  const end = text.search(/[\s/"']/);
  const authority = end === -1 ? text : text.slice(0, end);
  const at = authority.lastIndexOf('@');
  return at === -1 ? text : `${authority.slice(0, at).split(':', 1)[0]!}:***${text.slice(at)}`;
}
