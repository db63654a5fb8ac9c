import { createFlagstaff } from '@flagstaff/core';
import { FlagstaffProvider } from '@flagstaff/openfeature';
import { InMemoryProvider, OpenFeature } from '@openfeature/server-sdk';
import { flagstaff } from './flagstaff.mjs';

async function handleOf(provider, context) {
  await OpenFeature.setProviderAndWait(provider);
  const client = OpenFeature.getClient();
  return {
    async: true,
    context,
    isOn: (key, context) => client.getBooleanValue(key, false, context),
    choice: (key, context) => client.getStringValue(key, 'none', context),
    close: () => OpenFeature.close(),
  };
}

const subject = ({ id, plan, age }) => ({ targetingKey: id, plan, age });

const NO_TARGETING = "the provider has no targeting of its own: a flag's function is the application's code";

export const openfeatureMemory = {
  name: 'OpenFeature, in memory',
  package: '@openfeature/server-sdk',
  cannot: {
    rollout: NO_TARGETING,
    rules: NO_TARGETING,
    split: NO_TARGETING,
    segment: NO_TARGETING,
    requires: NO_TARGETING,
  },
  translate: ({ flags }) =>
    Object.fromEntries(
      flags
        .filter(({ kind }) => kind === 'on')
        .map(({ key }) => [key, { variants: { on: true, off: false }, defaultVariant: 'on', disabled: false }]),
    ),
  open: (text) => handleOf(new InMemoryProvider(JSON.parse(text)), subject),
};

export const openfeatureFlagstaff = {
  name: 'OpenFeature with Flagstaff',
  package: '@flagstaff/openfeature',
  own: true,
  cannot: {},
  translate: flagstaff.translate,
  open: (text) =>
    handleOf(new FlagstaffProvider(createFlagstaff({ bootstrap: JSON.parse(text) }), { closeClient: true }), subject),
};
