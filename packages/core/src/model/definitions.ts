import type { EvaluationContext } from './context.ts';
import type { FlagType } from './flag.ts';
import type { JsonObject, JsonValue } from './json.ts';

interface DefinitionOf<Type extends FlagType, Value> {
  readonly type: Type;
  /** Variant names and values, if declared. */
  readonly variants?: { readonly [name: string]: Value };
  /** Served when the flag cannot be evaluated. With `variants`, it must be the value of one of them. */
  readonly defaultValue: Value;
  readonly description?: string;
  readonly owner?: string;
  /** The date by which the flag should be removed from code and store. */
  readonly removeBy?: string;
}

/** A flag as declared in code. A boolean flag's `defaultValue` defaults to false. */
export type FlagDefinition =
  | (Omit<DefinitionOf<'boolean', boolean>, 'defaultValue'> & { readonly defaultValue?: boolean })
  | DefinitionOf<'string', string>
  | DefinitionOf<'number', number>
  | DefinitionOf<'object', JsonObject | readonly JsonValue[]>;

export interface FlagDefinitions {
  readonly [key: string]: FlagDefinition;
}

/** `string` for `'light'`, `number` for `3`. */
export type Widen<T> = T extends string ? string : T extends number ? number : T extends boolean ? boolean : T;

/** The values of a flag: its variants' values if declared, otherwise its type. */
export type ValueOf<D extends FlagDefinition> = D extends { readonly type: 'boolean' }
  ? boolean
  : D extends { readonly variants: { readonly [name: string]: infer Value } }
    ? Value
    : D extends { readonly defaultValue: infer Value }
      ? Widen<Value>
      : never;

/** The names of a flag's variants, if declared. */
export type VariantOf<D extends FlagDefinition> = D extends { readonly variants: infer Variants }
  ? Extract<keyof Variants, string>
  : D extends { readonly type: 'boolean' }
    ? 'on' | 'off'
    : string;

/** Rejects a default value that no variant has. */
type Checked<D extends FlagDefinitions> = {
  readonly [K in keyof D]: D[K] extends { readonly variants: { readonly [name: string]: infer Value } }
    ? { readonly defaultValue?: Value }
    : unknown;
};

/**
 * Declares an application's flags. The compiler then checks keys, value types, defaults and variants.
 *
 *
 * @example
 * const definitions = defineFlags({
 *   'new-checkout': { type: 'boolean' },
 *   theme: { type: 'string', variants: { light: 'light', dark: 'dark' }, defaultValue: 'light' },
 * });
 */
export function defineFlags<const D extends FlagDefinitions>(definitions: D & Checked<D>): D {
  return Object.freeze(definitions);
}

/**
 * Registers an application's definitions and context attributes for global types, such as `req.flags` in Express. An attribute
 * of another type is then a compile error.
 *
 *
 * @example
 * declare module '@flagstaff/core' {
 *   interface Register { flags: typeof definitions; context: { plan: 'free' | 'pro'; age: number } }
 * }
 */
// oxlint-disable-next-line typescript/no-empty-interface -- programs add to it by declaration merging
export interface Register {}

/** The registered definitions. Any flags when none are registered. */
export type RegisteredFlags = Register extends { readonly flags: infer F extends FlagDefinitions }
  ? F
  : FlagDefinitions;

/** A context with the registered attributes and their types. Any context when none are registered. */
export type RegisteredContext = Register extends { readonly context: infer C extends object }
  ? EvaluationContext & { readonly [K in keyof C]?: C[K] | undefined }
  : EvaluationContext;

/** True for `FlagDefinitions` itself, where no flags are known. */
type Unknown<F extends FlagDefinitions> = string extends keyof F ? true : false;

export type FlagKey<F extends FlagDefinitions> = Extract<keyof F, string>;

export type BooleanFlagKey<F extends FlagDefinitions> =
  Unknown<F> extends true
    ? string
    : { [K in FlagKey<F>]: F[K] extends { readonly type: 'boolean' } ? K : never }[FlagKey<F>];

/** `value(key, defaultValue)`. The default is optional for a defined flag. */
export type ValueMethod<F extends FlagDefinitions> =
  Unknown<F> extends true
    ? <T extends JsonValue>(key: string, defaultValue: T) => Widen<T>
    : <K extends FlagKey<F>>(key: K, defaultValue?: ValueOf<F[K]>) => ValueOf<F[K]>;

/** `variant(key)`. Undefined when the caller's default was served. */
export type VariantMethod<F extends FlagDefinitions> =
  Unknown<F> extends true
    ? (key: string) => string | undefined
    : <K extends FlagKey<F>>(key: K) => VariantOf<F[K]> | undefined;
