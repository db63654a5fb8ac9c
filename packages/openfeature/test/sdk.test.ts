import { createFlagstaff, defineFlags } from '@flagstaff/core';
import { manage } from '@flagstaff/core/management';
import { FlagstaffProvider } from '@flagstaff/openfeature';
import {
  FirstMatchStrategy as PublishedFirstMatch,
  MultiProvider as PublishedMultiProvider,
} from '@openfeature/multi-provider';
import {
  AsyncLocalStorageTransactionContextPropagator,
  FirstMatchStrategy,
  InMemoryProvider,
  MultiProvider,
  OpenFeature,
  ProviderEvents,
} from '@openfeature/server-sdk';
import type { Provider } from '@openfeature/server-sdk';
import { setImmediate } from 'node:timers/promises';
import { beforeEach, describe, expect, it } from 'vitest';
import { documents } from './support/documents.ts';
import { listenTo, newDomain, resetOpenFeature, scene } from './support/scene.ts';

let domain: string;

beforeEach(async () => {
  await resetOpenFeature();
  domain = newDomain();
});

const providerOf = (): Provider => new FlagstaffProvider(scene({ documents }).flagstaff);

it('accepts a client with flag definitions', async () => {
  const definitions = defineFlags({ beta: { type: 'boolean' } });
  const flagstaff = createFlagstaff({ definitions: definitions });
  await OpenFeature.setProviderAndWait(domain, new FlagstaffProvider(flagstaff, { closeClient: true }));
  // The caller's default, never that of the definitions.
  expect(await OpenFeature.getClient(domain).getBooleanValue('beta', true)).toBe(true);
  await OpenFeature.clearProviders();
});

describe('contexts', () => {
  it('merges contexts of the API, the transaction, the client, the call, and of hooks', async () => {
    await OpenFeature.setProviderAndWait(domain, providerOf());
    OpenFeature.setTransactionContextPropagator(new AsyncLocalStorageTransactionContextPropagator());
    const themeFor = (plan?: string): Promise<string> =>
      OpenFeature.getClient(domain).getStringValue('theme', 'none', plan === undefined ? {} : { plan });

    expect(await themeFor()).toBe('#fff');
    OpenFeature.setContext({ plan: 'pro' });
    expect(await themeFor()).toBe('#000');
    expect(await themeFor('free')).toBe('#fff');
    OpenFeature.setContext({});

    const client = OpenFeature.getClient(domain, { plan: 'pro' });
    expect(await client.getStringValue('theme', 'none')).toBe('#000');
    const hooks = [{ before: () => ({ plan: 'free' }) }];
    expect(await client.getStringValue('theme', 'none', {}, { hooks })).toBe('#fff');
  });

  it('keeps transaction contexts of interleaved requests separate', async () => {
    await OpenFeature.setProviderAndWait(domain, providerOf());
    OpenFeature.setTransactionContextPropagator(new AsyncLocalStorageTransactionContextPropagator());
    const client = OpenFeature.getClient(domain);
    const request = (plan: string): Promise<string> =>
      new Promise((resolve, reject) => {
        OpenFeature.setTransactionContext({ plan }, () => {
          setImmediate()
            .then(() => client.getStringValue('theme', 'none'))
            .then(resolve, reject);
        });
      });
    const plans = Array.from({ length: 50 }, (_, index) => (index % 2 === 0 ? 'pro' : 'free'));
    const themes = await Promise.all(plans.map(request));
    expect(themes).toEqual(plans.map((plan) => (plan === 'pro' ? '#000' : '#fff')));
  });

  it('accepts dates and structures in contexts', async () => {
    const { flagstaff } = scene({
      documents: [
        {
          kind: 'flag',
          key: 'veterans',
          type: 'boolean',
          rules: [
            {
              when: [
                { attribute: 'user.since', operator: 'date_before', value: '2020-01-01' },
                { attribute: 'user.roles', operator: 'in', value: ['admin'] },
              ],
              serve: 'on',
            },
          ],
        },
      ],
    });
    await OpenFeature.setProviderAndWait(domain, new FlagstaffProvider(flagstaff));
    const user = { since: new Date('2019-05-01'), roles: ['editor', 'admin'] };
    expect(await OpenFeature.getClient(domain).getBooleanValue('veterans', false, { user })).toBe(true);
  });
});

describe('domains', () => {
  it('supports a client per domain', async () => {
    const other = newDomain();
    const { flagstaff } = scene({ documents: [{ kind: 'flag', key: 'beta', type: 'boolean', default: 'off' }] });
    await OpenFeature.setProviderAndWait(domain, providerOf());
    await OpenFeature.setProviderAndWait(other, new FlagstaffProvider(flagstaff));
    expect(await OpenFeature.getClient(domain).getBooleanValue('beta', false)).toBe(true);
    expect(await OpenFeature.getClient(other).getBooleanValue('beta', true)).toBe(false);
  });

  it('supports an environment of one client per domain', async () => {
    const other = newDomain();
    const { flagstaff } = scene({
      documents: [
        { kind: 'environment', key: 'production' },
        { kind: 'environment', key: 'staging' },
        { kind: 'flag', key: 'beta', type: 'boolean', environments: { staging: { default: 'on' } } },
      ],
    });
    await OpenFeature.setProviderAndWait(domain, new FlagstaffProvider(flagstaff, { environment: 'production' }));
    await OpenFeature.setProviderAndWait(other, new FlagstaffProvider(flagstaff, { environment: 'staging' }));
    expect(await OpenFeature.getClient(domain).getBooleanValue('beta', true)).toBe(false);
    expect(await OpenFeature.getClient(other).getBooleanValue('beta', false)).toBe(true);
  });

  it('shares a provider and its events between domains', async () => {
    const other = newDomain();
    const { flagstaff } = scene({ documents });
    const provider = new FlagstaffProvider(flagstaff);
    await OpenFeature.setProviderAndWait(domain, provider);
    await OpenFeature.setProviderAndWait(other, provider);
    const received = [listenTo(domain), listenTo(other)];
    await manage(flagstaff).set({ kind: 'flag', key: 'beta', type: 'boolean', default: 'off' });
    for (const events of received)
      expect(events.map(({ event }) => event)).toEqual([ProviderEvents.ConfigurationChanged]);
    expect(await OpenFeature.getClient(other).getBooleanValue('beta', true)).toBe(false);
  });
});

describe('hooks', () => {
  it('passes variant, reason, metadata and error code to hooks', async () => {
    await OpenFeature.setProviderAndWait(domain, providerOf());
    const client = OpenFeature.getClient(domain);
    const seen: unknown[] = [];
    client.addHooks({
      after: (_, { variant, reason, flagMetadata }) => void seen.push({ variant, reason, flagMetadata }),
      error: (_, error) => void seen.push((error as { code?: string }).code),
    });
    await client.getStringValue('theme', 'none', { plan: 'pro' });
    await client.getNumberValue('theme', 0);
    await client.getNumberValue('nowhere', 0);
    expect(seen).toEqual([
      {
        variant: 'dark',
        reason: 'TARGETING_MATCH',
        flagMetadata: { owner: 'design', since: 2026, reviewed: true },
      },
      'TYPE_MISMATCH',
      'FLAG_NOT_FOUND',
    ]);
  });
});

const fallback = (): Provider =>
  new InMemoryProvider({
    elsewhere: { variants: { yes: true, no: false }, defaultVariant: 'yes', disabled: false },
    theme: { variants: { on: true }, defaultVariant: 'on', disabled: false },
  });

const combinations: [string, (...providers: Provider[]) => Provider][] = [
  [
    'the multi-provider of the SDK',
    (...providers) =>
      new MultiProvider(
        providers.map((provider) => ({ provider })),
        new FirstMatchStrategy(),
      ),
  ],
  [
    'the published multi-provider',
    (...providers) =>
      new PublishedMultiProvider(
        providers.map((provider) => ({ provider })),
        new PublishedFirstMatch(),
      ),
  ],
];

describe.each(combinations)('%s', (_, combine) => {
  it('uses the first provider that has the flag, with its details', async () => {
    await OpenFeature.setProviderAndWait(domain, combine(providerOf(), fallback()));
    const client = OpenFeature.getClient(domain);
    expect(await client.getBooleanDetails('pinned', false, { userId: 'ada' })).toMatchObject({
      value: true,
      variant: 'on',
      reason: 'OVERRIDE',
    });
    expect(await client.getBooleanDetails('elsewhere', false)).toMatchObject({ value: true, variant: 'yes' });
  });

  it('does not treat an error as a missing flag', async () => {
    await OpenFeature.setProviderAndWait(domain, combine(providerOf(), fallback()));
    const codes: unknown[] = [];
    const client = OpenFeature.getClient(domain).addHooks({
      error(_, error) {
        const { originalErrors } = error as { originalErrors: { error: { code: string } }[] };
        codes.push(...originalErrors.map(({ error: original }) => original.code));
      },
    });
    // The multi-provider itself always returns GENERAL. It keeps the providers' errors for hooks.
    expect(await client.getBooleanDetails('theme', false)).toMatchObject({ value: false, reason: 'ERROR' });
    expect(codes).toEqual(['TYPE_MISMATCH']);
  });

  it('forwards tracking', async () => {
    const { flagstaff, clock, cut } = scene({ documents });
    await OpenFeature.setProviderAndWait(domain, combine(new FlagstaffProvider(flagstaff), fallback()));
    const received = listenTo(domain);
    await manage(flagstaff).set({ kind: 'flag', key: 'beta', type: 'boolean', default: 'off' });
    cut(true);
    await clock.advance(10_000);
    cut(false);
    await clock.advance(120_000);
    expect(received.map(({ event }) => event)).toEqual([
      ProviderEvents.ConfigurationChanged,
      ProviderEvents.Stale,
      ProviderEvents.Ready,
    ]);
    expect(received[0]?.details).toMatchObject({ flagsChanged: ['beta'] });
  });
});
