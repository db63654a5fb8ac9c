import { sql } from 'drizzle-orm';
import type { SQL } from 'drizzle-orm';

/** What is bound, never spliced in. */
export type Parameter = string | number | null;

/** One statement of SQL: text between parameters. The same for every driver, which differ only in how they mark a parameter. */
export interface Statement {
  /** One more than there are parameters. */
  readonly chunks: readonly string[];
  readonly parameters: readonly Parameter[];
  /** Whether it gives rows: some drivers have another method for each. */
  readonly returns: boolean;
}

/** Text that goes into a statement as it is: names that were validated, and our own words. */
export interface Raw {
  readonly raw: string;
}

/** What a driver gives back for one row. */
export type Row = Readonly<Record<string, unknown>>;

type Part = Parameter | Raw | Statement;

export function raw(text: string): Raw {
  return { raw: text };
}

/** A statement that gives rows. */
export function select(strings: TemplateStringsArray, ...parts: readonly Part[]): Statement {
  return assemble(strings, parts, true);
}

/** A statement that gives none. */
export function execute(strings: TemplateStringsArray, ...parts: readonly Part[]): Statement {
  return assemble(strings, parts, false);
}

/** Parts with commas between them. */
export function list(parts: readonly Part[]): Statement {
  const strings = parts.length === 0 ? [''] : ['', ...parts.slice(1).map(() => ', '), ''];
  return assemble(strings, parts, false);
}

/** The text for a driver, with its mark for the parameter of a number from 1. */
export function textOf({ chunks }: Statement, mark: (number: number) => string): string {
  return chunks.reduce((text, chunk, index) => text + mark(index) + chunk);
}

export const dollar = (number: number): string => `$${number}`;
export const question = (): string => '?';

/** The same statement in Drizzle's words, which both of its lines understand. */
export function toDrizzle({ chunks, parameters }: Statement): SQL {
  const parts = chunks.flatMap((chunk, index) =>
    (index === 0 ? [] : [sql`${parameters[index - 1]}`]).concat(sql.raw(chunk)),
  );
  return sql.join(parts);
}

function assemble(strings: readonly string[], parts: readonly Part[], returns: boolean): Statement {
  const chunks = [strings[0] ?? ''];
  const parameters: Parameter[] = [];
  const append = (text: string): void => {
    chunks[chunks.length - 1] += text;
  };
  parts.forEach((part, index) => {
    if (part === null || typeof part !== 'object') {
      parameters.push(part);
      chunks.push('');
    } else if ('raw' in part) {
      append(part.raw);
    } else {
      append(part.chunks[0] ?? '');
      for (const parameter of part.parameters) parameters.push(parameter);
      for (const chunk of part.chunks.slice(1)) chunks.push(chunk);
    }
    append(strings[index + 1] ?? '');
  });
  return { chunks, parameters, returns };
}
