// The engines that requests use, each created once per process as its documentation recommends.
import { ALWAYS, BY_PLAN, PLAN } from './flags.mjs';

export async function createClient() {
  const { createFlagstaff } = await import('@flagstaff/core');
  const flagstaff = createFlagstaff({
    bootstrap: [
      ...ALWAYS.map((key) => ({ kind: 'flag', key, type: 'boolean', default: 'on' })),
      ...BY_PLAN.map((key) => ({
        kind: 'flag',
        key,
        type: 'boolean',
        rules: [{ when: { attribute: 'plan', operator: 'eq', value: PLAN }, serve: 'on' }],
      })),
    ],
  });
  await flagstaff.ready();
  return flagstaff;
}

export async function createGrowthBook() {
  const { GrowthBookClient } = await import('@growthbook/growthbook');
  return new GrowthBookClient().initSync({
    payload: {
      features: Object.fromEntries([
        ...ALWAYS.map((key) => [key, { defaultValue: true }]),
        ...BY_PLAN.map((key) => [key, { defaultValue: false, rules: [{ condition: { plan: PLAN }, force: true }] }]),
      ]),
    },
  });
}

export async function createOpenFeature() {
  const { InMemoryProvider, OpenFeature } = await import('@openfeature/server-sdk');
  const flag = (rest) => ({ variants: { on: true, off: false }, disabled: false, ...rest });
  const byPlan = flag({ defaultVariant: 'off', contextEvaluator: ({ plan }) => (plan === PLAN ? 'on' : 'off') });
  await OpenFeature.setProviderAndWait(
    new InMemoryProvider(
      Object.fromEntries([
        ...ALWAYS.map((key) => [key, flag({ defaultVariant: 'on' })]),
        ...BY_PLAN.map((key) => [key, byPlan]),
      ]),
    ),
  );
  return OpenFeature.getClient();
}
