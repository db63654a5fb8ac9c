import { createFlagstaff, defineFlags } from '@flagstaff/core';
import type { Evaluator, EvaluationDetails, Explanation } from '@flagstaff/core';
import { describe, expectTypeOf, it } from 'vitest';

const flags = defineFlags({
  'new-checkout': { type: 'boolean' },
  theme: { type: 'string', variants: { light: 'light', dark: 'dark' }, defaultValue: 'light' },
  limit: { type: 'number', defaultValue: 10 },
  banner: { type: 'object', defaultValue: { text: '' } },
});

const defined = createFlagstaff({ definitions: flags }).forContext({});
const undefinedFlags = createFlagstaff().forContext({});

// Each line that must not compile is checked by the compiler, so nothing here has to run.
describe('with definitions', () => {
  it('knows keys, values, defaults and variants', () => {
    expectTypeOf(defined).toEqualTypeOf<Evaluator<typeof flags>>();
    expectTypeOf(defined.isEnabled('new-checkout')).toEqualTypeOf<boolean>();
    expectTypeOf(defined.value('theme')).toEqualTypeOf<'light' | 'dark'>();
    expectTypeOf(defined.value('limit')).toEqualTypeOf<number>();
    expectTypeOf(defined.value('limit', 20)).toEqualTypeOf<number>();
    expectTypeOf(defined.explain('theme')).toEqualTypeOf<Explanation>();
    expectTypeOf(defined.variant('theme')).toEqualTypeOf<'light' | 'dark' | undefined>();
    expectTypeOf(defined.variant('new-checkout')).toEqualTypeOf<'on' | 'off' | undefined>();
    expectTypeOf(defined.details('theme')).toEqualTypeOf<EvaluationDetails<'light' | 'dark'>>();
  });

  it('rejects invalid programs', () => {
    const wrong = () => {
      // @ts-expect-error -- no such flag
      defined.isEnabled('new-chekout');
      // @ts-expect-error -- no such flag
      defined.explain('thme');
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
      // @ts-expect-error -- no variant has this value
      defineFlags({ theme: { type: 'string', variants: { light: 'light' }, defaultValue: 'dark' } });
      // @ts-expect-error -- not of the type
      defineFlags({ limit: { type: 'number', defaultValue: 'ten' } });
      // @ts-expect-error -- only a boolean flag has a default of its own
      defineFlags({ limit: { type: 'number' } });
      // @ts-expect-error -- not a type
      defineFlags({ limit: { type: 'integer', defaultValue: 1 } });
    };
    expectTypeOf(wrong).toBeFunction();
  });
});

describe('without definitions', () => {
  it('takes the type from the default', () => {
    expectTypeOf(undefinedFlags.value('theme', 'light')).toEqualTypeOf<string>();
    expectTypeOf(undefinedFlags.value('limit', 3)).toEqualTypeOf<number>();
    expectTypeOf(undefinedFlags.value('on', true)).toEqualTypeOf<boolean>();
    expectTypeOf(undefinedFlags.explain('theme')).toEqualTypeOf<Explanation>();
    expectTypeOf(undefinedFlags.variant('theme')).toEqualTypeOf<string | undefined>();
  });

  it('rejects invalid programs', () => {
    const wrong = () => {
      // @ts-expect-error -- a default is needed
      undefinedFlags.value('theme');
      // @ts-expect-error -- not JSON
      undefinedFlags.value('theme', () => 'light');
      // @ts-expect-error -- frozen
      undefinedFlags.details('theme', 'light').value = 'dark';
    };
    expectTypeOf(wrong).toBeFunction();
  });
});

describe('in another environment', () => {
  it('knows the same keys', () => {
    const staging = createFlagstaff({ definitions: flags }).forEnvironment('staging').forContext({});
    expectTypeOf(staging).toEqualTypeOf<Evaluator<typeof flags>>();
    const wrong = () => {
      // @ts-expect-error -- no such flag
      staging.isEnabled('new-chekout');
      // @ts-expect-error -- it is chosen already
      createFlagstaff().forEnvironment('staging').forContext({}, { environment: 'production' });
    };
    expectTypeOf(wrong).toBeFunction();
  });
});
