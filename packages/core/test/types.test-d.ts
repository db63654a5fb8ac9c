import { createFlagstaff, defineFlags } from '@flagstaff/core';
import type {
  Evaluator,
  EvaluationDetails,
  EvaluatorOptions,
  FlagDefinitions,
  FlagstaffOptions,
} from '@flagstaff/core';
import type { PageFlagsOptions } from '@flagstaff/core/browser';
import type { Change, PromoteOptions } from '@flagstaff/core/management';
import type { CommitMeta, HistoryQuery, WriteOptions } from '@flagstaff/core/storage';
import { explain } from '@flagstaff/core/explain';
import type { Explanation } from '@flagstaff/core/explain';
import { describe, expectTypeOf, it } from 'vitest';

const flags = defineFlags({
  'new-checkout': { type: 'boolean' },
  theme: { type: 'string', variants: { light: 'light', dark: 'dark' }, defaultValue: 'light' },
  limit: { type: 'number', defaultValue: 10 },
  banner: { type: 'object', defaultValue: { text: '' } },
});

const defined = createFlagstaff({ definitions: flags }).forContext({});
const unknown = createFlagstaff<FlagDefinitions>().forContext({});

describe('with definitions', () => {
  it('knows keys, values, defaults and variants', () => {
    expectTypeOf(defined).toEqualTypeOf<Evaluator<typeof flags>>();
    expectTypeOf(defined.isEnabled('new-checkout')).toEqualTypeOf<boolean>();
    expectTypeOf(defined.value('theme')).toEqualTypeOf<'light' | 'dark'>();
    expectTypeOf(defined.value('limit')).toEqualTypeOf<number>();
    expectTypeOf(defined.value('limit', 20)).toEqualTypeOf<number>();
    expectTypeOf(explain(defined, 'theme')).toEqualTypeOf<Explanation>();
    expectTypeOf(defined.variant('theme')).toEqualTypeOf<'light' | 'dark' | undefined>();
    expectTypeOf(defined.variant('new-checkout')).toEqualTypeOf<'on' | 'off' | undefined>();
    expectTypeOf(defined.details('theme')).toEqualTypeOf<EvaluationDetails<'light' | 'dark'>>();
  });

  it('rejects wrong keys, defaults and variants', () => {
    expectTypeOf(defined.isEnabled).toBeFunction();
    // @ts-expect-error -- no such flag
    defined.isEnabled('new-chekout');
    // @ts-expect-error -- no such flag
    explain(defined, 'thme');
    // @ts-expect-error -- not a boolean flag
    defined.isEnabled('theme');
    // @ts-expect-error -- no such flag
    defined.value('thme');
    // @ts-expect-error -- not a value of the flag
    defined.value('theme', 'blue');
    // @ts-expect-error -- not of the flag's type
    defined.value('limit', '20');
    // @ts-expect-error -- no such variant
    String(defined.variant('theme') satisfies 'blue' | undefined);
  });

  it('rejects definitions that contradict themselves', () => {
    expectTypeOf(defineFlags).toBeFunction();
    // @ts-expect-error -- no variant has this value
    defineFlags({ theme: { type: 'string', variants: { light: 'light' }, defaultValue: 'dark' } });
    // @ts-expect-error -- not of the type
    defineFlags({ limit: { type: 'number', defaultValue: 'ten' } });
    // @ts-expect-error -- only a boolean flag has a default of its own
    defineFlags({ limit: { type: 'number' } });
    // @ts-expect-error -- not a type
    defineFlags({ limit: { type: 'integer', defaultValue: 1 } });
  });
});

describe('without definitions', () => {
  it('takes the type from the default', () => {
    expectTypeOf(unknown.value('theme', 'light')).toEqualTypeOf<string>();
    expectTypeOf(unknown.value('limit', 3)).toEqualTypeOf<number>();
    expectTypeOf(unknown.value('on', true)).toEqualTypeOf<boolean>();
    expectTypeOf(explain(unknown, 'theme')).toEqualTypeOf<Explanation>();
    expectTypeOf(unknown.variant('theme')).toEqualTypeOf<string | undefined>();
  });

  it('rejects a missing default, and one that is not JSON', () => {
    expectTypeOf(unknown.value).toBeFunction();
    // @ts-expect-error -- a default is needed
    unknown.value('theme');
    // @ts-expect-error -- not JSON
    unknown.value('theme', () => 'light');
    // @ts-expect-error -- frozen
    unknown.details('theme', 'light').value = 'dark';
  });
});

describe('in another environment', () => {
  const view = createFlagstaff({ definitions: flags }).forEnvironment('staging');

  it('knows the same keys', () => {
    expectTypeOf(view.forContext({})).toEqualTypeOf<Evaluator<typeof flags>>();
    // @ts-expect-error -- no such flag
    view.forContext({}).isEnabled('new-chekout');
  });

  it('rejects a second environment', () => {
    expectTypeOf(view.forContext).toBeFunction();
    // @ts-expect-error -- it is chosen already
    view.forContext({}, { environment: 'production' });
  });
});

/** What a caller passes whose optional values may be absent, under `exactOptionalPropertyTypes`. */
type Absent<T> = { readonly [K in keyof T as object extends Pick<T, K> ? K : never]: undefined };

describe('options', () => {
  it('accept undefined where they can be omitted', () => {
    expectTypeOf<Absent<FlagstaffOptions>>().toExtend<FlagstaffOptions>();
    expectTypeOf<Absent<EvaluatorOptions>>().toExtend<EvaluatorOptions>();
    expectTypeOf<Absent<WriteOptions>>().toExtend<WriteOptions>();
    expectTypeOf<Absent<CommitMeta>>().toExtend<CommitMeta>();
    expectTypeOf<Absent<HistoryQuery>>().toExtend<HistoryQuery>();
    expectTypeOf<Absent<PromoteOptions>>().toExtend<Partial<PromoteOptions>>();
    expectTypeOf<Absent<PageFlagsOptions>>().toExtend<PageFlagsOptions>();
    expectTypeOf({ type: 'delete', id: 'flag:a', ifVersion: undefined } as const).toExtend<Change>();
    expectTypeOf(createFlagstaff().ready).toBeCallableWith({ timeoutMs: undefined });
  });
});
