// oxlint-disable unicorn/no-thenable -- thenables are among the cases
import type { FlagstaffError } from '@flagstaff/core';
import { FlagstaffProvider } from '@flagstaff/openfeature';
import type { TrackingEvent } from '@flagstaff/openfeature';
import {
  AsyncLocalStorageTransactionContextPropagator,
  FirstMatchStrategy,
  InMemoryProvider,
  MultiProvider,
  OpenFeature,
} from '@openfeature/server-sdk';
import { beforeEach, describe, expect, it } from 'vitest';
import { documents } from './support/documents.ts';
import { newDomain, resetOpenFeature, scene } from './support/scene.ts';

// Sections 2.7 and 6 of the specification, through the SDK. The list of rules: specification.ts.

let domain: string;

beforeEach(async () => {
  await resetOpenFeature();
  domain = newDomain();
});

async function tracked() {
  const events: TrackingEvent[] = [];
  const { flagstaff } = scene({ documents });
  const provider = new FlagstaffProvider(flagstaff, { onTrack: (event) => void events.push(event) });
  await OpenFeature.setProviderAndWait(domain, provider);
  return { events, flagstaff, provider, client: OpenFeature.getClient(domain) };
}

describe('Requirement 2.7.1: the provider receives tracking events', () => {
  it('passes on an event with a name, a key and the revision of the flags', async () => {
    const { events, flagstaff, provider } = await tracked();
    expect(provider.track!('purchase', { targetingKey: 'u1' }, {})).toBeUndefined();
    expect(events).toEqual([
      { name: 'purchase', key: 'u1', value: undefined, details: {}, revision: flagstaff.revision },
    ]);
    expect(flagstaff.revision).toBeDefined();
  });

  it.each([
    [{ userId: 'ada' }, 'ada'],
    [{ userId: 42 }, '42'],
    [{ targetingKey: 'u1', userId: 'ada' }, 'u1'],
    [{ targetingKey: '', userId: 'ada' }, 'ada'],
    [{ targetingKey: '', userId: '' }, undefined],
    [{ userId: true }, undefined],
    [{}, undefined],
  ])('whose key is that of bucketing: %j', async (context, key) => {
    const { events, client } = await tracked();
    client.track('purchase', context);
    expect(events.map((event) => event.key)).toEqual([key]);
  });

  it('omits the attributes of the context', async () => {
    const { events, client } = await tracked();
    client.track('purchase', { targetingKey: 'u1', email: 'ada@example.com' });
    expect(JSON.stringify(events)).not.toContain('example.com');
  });
});

it('Requirement 6.1.1.1: clients track by name, with an optional context and details', async () => {
  const { events, client } = await tracked();
  client.track('visit');
  client.track('visit', { targetingKey: 'u1' });
  client.track('visit', { targetingKey: 'u1' }, { value: 1 });
  expect(events.map(({ name, key, value }) => [name, key, value])).toEqual([
    ['visit', undefined, undefined],
    ['visit', 'u1', undefined],
    ['visit', 'u1', 1],
  ]);
});

it('Requirement 6.1.3: the key is that of the merged context', async () => {
  const { events } = await tracked();
  OpenFeature.setTransactionContextPropagator(new AsyncLocalStorageTransactionContextPropagator());
  OpenFeature.setContext({ targetingKey: 'API' });
  OpenFeature.getClient(domain).track('visit');
  OpenFeature.setTransactionContext({ targetingKey: 'transaction' }, () => {
    OpenFeature.getClient(domain).track('visit');
    OpenFeature.getClient(domain, { targetingKey: 'client' }).track('visit');
    OpenFeature.getClient(domain, { targetingKey: 'client' }).track('visit', { targetingKey: 'call' });
  });
  expect(events.map(({ key }) => key)).toEqual(['API', 'transaction', 'client', 'call']);
});

it('Requirement 6.1.4: a provider without a listener has no track, and clients do nothing', async () => {
  const provider = new FlagstaffProvider(scene({ documents }).flagstaff);
  await OpenFeature.setProviderAndWait(domain, provider);
  expect(provider.track).toBeUndefined();
  expect(OpenFeature.getClient(domain).track('visit', { targetingKey: 'u1' })).toBeUndefined();
});

it('Requirement 6.2.1: the value is a separate number', async () => {
  const { events, client } = await tracked();
  client.track('purchase', {}, { value: 99.77, currency: 'EUR' });
  expect(events).toMatchObject([{ value: 99.77, details: { currency: 'EUR' } }]);
  expect(events[0]?.details).not.toHaveProperty('value');
});

it('Requirement 6.2.2: other fields are preserved, including structures', async () => {
  const { events, client } = await tracked();
  const details = { currency: 'EUR', items: 3, gift: true, cart: { lines: [{ sku: 'a' }] } };
  client.track('purchase', {}, details);
  expect(events[0]?.details).toEqual(details);
});

it('reports a listener that throws, and continues', async () => {
  const { flagstaff } = scene({ documents });
  const problems: FlagstaffError[] = [];
  flagstaff.on('error', (problem) => problems.push(problem));
  const onTrack = (): never => {
    throw new Error('the queue is full');
  };
  await OpenFeature.setProviderAndWait(domain, new FlagstaffProvider(flagstaff, { onTrack }));
  OpenFeature.getClient(domain).track('purchase');
  expect(problems).toMatchObject([{ code: 'LISTENER_FAILED', cause: { message: 'the queue is full' } }]);
});

it.each<[what: string, onTrack: () => unknown]>([
  ['rejects', () => Promise.reject(new Error('late'))],
  ['rejects with undefined', () => Promise.reject(undefined)],
  [
    'throws undefined',
    () => {
      throw undefined;
    },
  ],
  [
    'returns a thenable that throws',
    () => ({
      then: () => {
        throw new Error('thenable');
      },
    }),
  ],
])('reports an onTrack that %s', async (_what, onTrack) => {
  const { flagstaff } = scene({ documents });
  const problems: string[] = [];
  flagstaff.on('error', ({ code }) => problems.push(code));
  await OpenFeature.setProviderAndWait(domain, new FlagstaffProvider(flagstaff, { onTrack }));
  // An unhandled rejection would fail the run.
  OpenFeature.getClient(domain).track('purchase');
  await expect.poll(() => problems).toEqual(['LISTENER_FAILED']);
});

it('tracks through the multi-provider', async () => {
  const names: string[] = [];
  const provider = new FlagstaffProvider(scene({ documents }).flagstaff, {
    onTrack: ({ name }) => void names.push(name),
  });
  const both = new MultiProvider([{ provider }, { provider: new InMemoryProvider() }], new FirstMatchStrategy());
  await OpenFeature.setProviderAndWait(domain, both);
  OpenFeature.getClient(domain).track('purchase');
  expect(names).toEqual(['purchase']);
});
