// Under `exactOptionalPropertyTypes`, an option that may be omitted may also be undefined.
// Packages that cannot join this program, which registers flags, are left out: testkit and openfeature.
import type {
  EmbedOptions,
  EvaluatorOptions,
  ExposureOptions,
  Flagstaff,
  FlagstaffOptions,
  SigningOptions,
} from '@flagstaff/core';
import type { PageFlagsOptions } from '@flagstaff/core/browser';
import type { EffectiveFlagOptions, Management } from '@flagstaff/core/management';
import type {
  BackoffOptions,
  DeadlineOptions,
  MemoryStorageOptions,
  StorageBackend,
  TimerOptions,
} from '@flagstaff/core/storage';
import type { DrizzleStorageOptions } from '@flagstaff/drizzle';
import type { flagstaffTables as mysqlTables } from '@flagstaff/drizzle/mysql';
import type { flagstaffTables as postgresTables } from '@flagstaff/drizzle/pg';
import type * as express from '@flagstaff/express';
import type * as fastify from '@flagstaff/fastify';
import type * as hono from '@flagstaff/hono';
import type {
  FlagsOptions,
  GuardOptions,
  OverrideTokenOptions,
  OverrideTokensOptions,
  RequestEnvironmentOptions,
  VisitorCookieOptions,
} from '@flagstaff/http';
import type * as koa from '@flagstaff/koa';
import type { FileStorageOptions, SeedOptions } from '@flagstaff/memory/file';
import type { CorsOptions, EventOptions, OfrepOptions, RateLimitOptions } from '@flagstaff/ofrep';
import type { RedisStorageOptions } from '@flagstaff/redis';
import type { HttpStorageOptions, RelayEventOptions, RelayOptions } from '@flagstaff/relay';
import { describe, expectTypeOf, it } from 'vitest';

/** The options that may be omitted, but not be undefined. Distributes over unions. */
type Refusing<T> = T extends object
  ? {
      [K in keyof T]-?: {} extends Pick<T, K> ? ({ [name in K]: undefined } extends Pick<T, K> ? never : K) : never;
    }[keyof T]
  : never;

/** As `Refusing`, for the last parameter of each method. */
type RefusingIn<T> = {
  [K in keyof T]-?: NonNullable<T[K]> extends (...args: infer A) => unknown
    ? Refusing<Options<Required<A> extends [...unknown[], infer Last] ? Last : never>>
    : never;
}[keyof T];

/** Keeps objects of options: no functions, lists or texts. */
type Options<T> = T extends ((...args: never) => unknown) | readonly unknown[] | string ? never : T;

type FirstOf<T extends (...args: never) => unknown> = NonNullable<Parameters<T>[0]>;

describe('options that may be omitted may be undefined', () => {
  it('has an effect', () => {
    expectTypeOf<Refusing<{ a?: string; b?: string | undefined; c: string }>>().toEqualTypeOf<'a'>();
    expectTypeOf<RefusingIn<{ set: (id: string, options?: { a?: string }) => void }>>().toEqualTypeOf<'a'>();
  });

  it('of core', () => {
    expectTypeOf<
      Refusing<
        | FlagstaffOptions
        | NonNullable<FlagstaffOptions['memberCache']>
        | EvaluatorOptions
        | ExposureOptions
        | EmbedOptions
        | SigningOptions
        | EffectiveFlagOptions
        | PageFlagsOptions
        | NonNullable<PageFlagsOptions['ofrep']>
        | MemoryStorageOptions
        | BackoffOptions
        | DeadlineOptions
        | TimerOptions
      >
    >().toBeNever();
    expectTypeOf<RefusingIn<Pick<Flagstaff, 'ready' | 'refresh' | 'forContext'>>>().toBeNever();
    expectTypeOf<
      RefusingIn<Pick<Management, 'set' | 'delete' | 'commit' | 'history' | 'members' | 'sync'>>
    >().toBeNever();
    expectTypeOf<
      RefusingIn<Pick<StorageBackend, 'set' | 'delete' | 'commit' | 'history' | 'listMembers'>>
    >().toBeNever();
  });

  it('of stores', () => {
    expectTypeOf<
      Refusing<
        | RedisStorageOptions
        | DrizzleStorageOptions
        | FirstOf<typeof mysqlTables>
        | FirstOf<typeof postgresTables>
        | FileStorageOptions
        | SeedOptions
        | HttpStorageOptions
        | Exclude<HttpStorageOptions['events'], false | undefined>
      >
    >().toBeNever();
  });

  it('of adapters and endpoints', () => {
    expectTypeOf<
      Refusing<
        | FlagsOptions<object>
        | GuardOptions<object>
        | OverrideTokenOptions
        | OverrideTokensOptions
        | RequestEnvironmentOptions
        | VisitorCookieOptions
        | NonNullable<Parameters<typeof express.flags>[1]>
        | NonNullable<Parameters<typeof fastify.flags>[1]>
        | NonNullable<Parameters<typeof hono.flags>[1]>
        | NonNullable<Parameters<typeof koa.flags>[1]>
        | OfrepOptions
        | EventOptions
        | RateLimitOptions
        | CorsOptions
        | RelayOptions
        | RelayEventOptions
      >
    >().toBeNever();
  });
});
