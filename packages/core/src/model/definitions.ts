import type { EvaluationContext } from './context.ts';
import type { FlagType } from './flag.ts';
import type { JsonObject, JsonValue } from './json.ts';

/** The fields of a definition. */
export interface FlagDefinitionOf<Type extends FlagType, Value> {
  /** The type of the values. */
  readonly type: Type;
  /** Variant names and values. Omit to allow every value of the type. */
  readonly variants?: { readonly [name: string]: Value };
  /** Served when the flag cannot be evaluated. With `variants`, it must be the value of one of them. */
  readonly defaultValue: Value;
  /** The description of the flag that `sync` creates. Defaults to none. */
  readonly description?: string;
  /** The owner of the flag that `sync` creates. Defaults to none. */
  readonly owner?: string;
  /** The date by which the flag should be removed from code and store. */
  readonly removeBy?: string;
}

/** A flag as declared in code. A boolean flag's `defaultValue` defaults to false. */
export type FlagDefinition =
  | (Omit<FlagDefinitionOf<'boolean', boolean>, 'defaultValue'> & {
      /** Served when the flag cannot be evaluated. Defaults to false. */
      readonly defaultValue?: boolean;
    })
  | FlagDefinitionOf<'string', string>
  | FlagDefinitionOf<'number', number>
  | FlagDefinitionOf<'object', JsonObject | readonly JsonValue[]>;

/** Definitions by flag key. */
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

/**
 * Rejects a default value that no variant has.
 * @inline
 */
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
export interface Register {}

/** The registered definitions. Any flags when none are registered. */
export type RegisteredFlags = Register extends { readonly flags: infer F extends FlagDefinitions }
  ? F
  : FlagDefinitions;

/** A context with the registered attributes and their types. Any context when none are registered. */
export type RegisteredContext = Register extends { readonly context: infer C extends object }
  ? EvaluationContext & { readonly [K in keyof C]?: C[K] | undefined }
  : EvaluationContext;

/** The keys of the defined flags. */
export type FlagKey<F extends FlagDefinitions> = Extract<keyof F, string>;

/** The keys of the defined boolean flags. Any key when no flags are known. */
export type BooleanFlagKey<F extends FlagDefinitions> = string extends keyof F
  ? string
  : { [K in FlagKey<F>]: F[K] extends { readonly type: 'boolean' } ? K : never }[FlagKey<F>];

/** `value(key, defaultValue)`. The default is optional for a defined flag. */
export type ValueMethod<F extends FlagDefinitions> = string extends keyof F
  ? <T extends JsonValue>(key: string, defaultValue: T) => Widen<T>
  : <K extends FlagKey<F>>(key: K, defaultValue?: ValueOf<F[K]>) => ValueOf<F[K]>;

/** `variant(key)`. Undefined when the caller's default was served. */
export type VariantMethod<F extends FlagDefinitions> = string extends keyof F
  ? (key: string) => string | undefined
  : <K extends FlagKey<F>>(key: K) => VariantOf<F[K]> | undefined;
