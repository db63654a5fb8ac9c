import type { EvaluationContext, JsonValue, Scalar } from '@flagstaff/core';
import { scalarOf, scalarText } from '../lib/scalar.ts';

/** The type that a row's text is read as. `auto` reads it as conditions do: `42` is a number, and `"42"` is a text. */
export type RowType = 'auto' | 'text' | 'number' | 'boolean' | 'json';

/** An attribute as it is typed. */
export interface ContextRow {
  readonly name: string;
  readonly type: RowType;
  readonly text: string;
}

/** What a row holds: a value, nothing yet, or a fault. */
export type RowValue =
  | { readonly kind: 'value'; readonly value: JsonValue }
  | { readonly kind: 'empty' }
  | { readonly kind: 'fault'; readonly message: string };

/** Reads the text of a row as its type. */
export function rowValue({ name, type, text }: ContextRow): RowValue {
  if (name === '' || text === '') return { kind: 'empty' };
  if (type === 'text') return { kind: 'value', value: text };
  if (type === 'auto' && !/^[[{]/.test(text)) return { kind: 'value', value: scalarOf(text, false) };
  if (type === 'boolean') return { kind: 'value', value: text === 'true' };
  if (type === 'number') {
    const value = Number(text);
    return Number.isFinite(value) && text.trim() !== ''
      ? { kind: 'value', value }
      : { kind: 'fault', message: 'Not a number.' };
  }
  try {
    return { kind: 'value', value: JSON.parse(text) as JsonValue };
  } catch {
    return { kind: 'fault', message: 'Not valid JSON.' };
  }
}

/** Returns the context of the rows that have a value. */
export function contextOf(rows: readonly ContextRow[]): EvaluationContext {
  return Object.fromEntries(
    rows.flatMap((row) => {
      const read = rowValue(row);
      return read.kind === 'value' ? [[row.name, read.value]] : [];
    }),
  );
}

/** Returns the rows of a context. @param isAuto Whether they have the type `auto`. */
export function rowsOf(context: EvaluationContext, isAuto: boolean): readonly ContextRow[] {
  return Object.entries(context).map(([name, value]) => (isAuto ? autoRowOf(name, value) : rowOf(name, value)));
}

function autoRowOf(name: string, value: unknown): ContextRow {
  const isNested = typeof value === 'object';
  return { name, type: 'auto', text: isNested ? JSON.stringify(value) : scalarText(value as Scalar) };
}

function rowOf(name: string, value: unknown): ContextRow {
  if (typeof value === 'string') return { name, type: 'text', text: value };
  if (typeof value === 'number') return { name, type: 'number', text: String(value) };
  if (typeof value === 'boolean') return { name, type: 'boolean', text: String(value) };
  return { name, type: 'json', text: JSON.stringify(value) };
}

/** Reads a context from text, such as the URL's. Undefined when it is none. */
export function parseContext(text: string): EvaluationContext | undefined {
  try {
    const parsed: unknown = JSON.parse(text);
    return typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)
      ? (parsed as EvaluationContext)
      : undefined;
  } catch {
    return undefined;
  }
}
