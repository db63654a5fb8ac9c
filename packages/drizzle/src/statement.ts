import { invalidOptions } from '@flagstaff/core/storage';
import type { FlagstaffError } from '@flagstaff/core/storage';
import { sql } from 'drizzle-orm';
import type { SQL } from 'drizzle-orm';

/** A bound value, never spliced in. */
type Parameter = string | number | null;

/**
 * Text that is spliced into a statement: validated names and literal SQL of this package. Only this module can create one: an object
 * of the same shape cannot forge the private field.
 */
class RawText {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  /** Returns the text. Undefined for every value that this module did not create. */
  static textOf(part: object): string | undefined {
    return #text in part ? part.#text : undefined;
  }
}

/**
 * One SQL statement: text between parameters. The same for all drivers, which differ only in how they mark a parameter. Only this
 * module can create one.
 */
class SqlStatement {
  /** One more than there are parameters. */
  readonly chunks: readonly string[];
  readonly parameters: readonly Parameter[];
  readonly #returns: boolean;

  constructor(chunks: readonly string[], parameters: readonly Parameter[], returns: boolean) {
    this.chunks = chunks;
    this.parameters = parameters;
    this.#returns = returns;
  }

  /** Whether it returns rows: some drivers have a separate method for each case. */
  get returns(): boolean {
    return this.#returns;
  }

  static isOne(part: object): part is SqlStatement {
    return #returns in part;
  }
}

export type Raw = RawText;
export type Statement = SqlStatement;

/** One row as a driver returns it. */
export type Row = Readonly<Record<string, unknown>>;

type Part = Parameter | Raw | Statement;

/** @throws {FlagstaffError} INVALID_OPTIONS when the value is not a string. */
export function raw(text: string): Raw {
  if (typeof text !== 'string') throw refused();
  return new RawText(text);
}

/**
 * Splices in a whole number.
 *
 * @throws {FlagstaffError} INVALID_OPTIONS when the value is not a safe integer.
 */
export function whole(number: number): Raw {
  if (!Number.isSafeInteger(number)) throw refused();
  return new RawText(String(number));
}

/** Creates a statement that returns rows. */
export function select(strings: TemplateStringsArray, ...parts: readonly Part[]): Statement {
  return assemble(strings, parts, true);
}

/** Creates a statement that returns no rows. */
export function execute(strings: TemplateStringsArray, ...parts: readonly Part[]): Statement {
  return assemble(strings, parts, false);
}

/** Joins parts with commas. */
export function list(parts: readonly Part[]): Statement {
  const strings = parts.length === 0 ? [''] : ['', ...parts.slice(1).map(() => ', '), ''];
  return assemble(strings, parts, false);
}

/** Returns the text for a driver. `mark` formats the placeholder of a parameter, numbered from 1. */
export function textOf({ chunks }: Statement, mark: (number: number) => string): string {
  return chunks.reduce((text, chunk, index) => text + mark(index) + chunk);
}

export const dollar = (number: number): string => `$${number}`;
export const question = (): string => '?';

/** Converts the statement to Drizzle's `SQL`, in a form that both release lines support. */
export function toDrizzle({ chunks, parameters }: Statement): SQL {
  const parts = chunks.flatMap((chunk, index) =>
    (index === 0 ? [] : [sql`${parameters[index - 1]}`]).concat(sql.raw(chunk)),
  );
  return sql.join(parts);
}

/** Binds strings, numbers and nulls, splices in what this module created, and rejects everything else, whatever its shape. */
function assemble(strings: readonly string[], parts: readonly Part[], returns: boolean): Statement {
  const chunks = [strings[0] ?? ''];
  const parameters: Parameter[] = [];
  const append = (text: string): void => {
    chunks[chunks.length - 1] += text;
  };
  parts.forEach((part, index) => {
    if (part === null || typeof part === 'string' || Number.isFinite(part)) {
      parameters.push(part as Parameter);
      chunks.push('');
    } else {
      const text = typeof part === 'object' ? RawText.textOf(part) : undefined;
      if (text !== undefined) {
        append(text);
      } else if (typeof part === 'object' && SqlStatement.isOne(part)) {
        append(part.chunks[0] ?? '');
        // One by one: a list of any length cannot be spread into arguments.
        part.parameters.forEach((parameter, place) => {
          parameters.push(parameter);
          chunks.push(part.chunks[place + 1]!);
        });
      } else {
        throw refused();
      }
    }
    append(strings[index + 1] ?? '');
  });
  return new SqlStatement(chunks, parameters, returns);
}

function refused(): FlagstaffError {
  return invalidOptions(
    'A value for a statement is neither a string, nor a finite number, nor null. Nothing was sent to the database. Pass a plain string.',
  );
}
