import { FlagstaffError } from '@flagstaff/core';
import { manage } from '@flagstaff/core/management';
import { FlagstaffProvider } from '@flagstaff/openfeature';
import { InMemoryProvider, OpenFeature, ProviderEvents, ProviderStatus } from '@openfeature/server-sdk';
import { beforeEach, describe, expect, it } from 'vitest';
import { documents } from './support/documents.ts';
import { during, listenTo, newDomain, resetOpenFeature, scene } from './support/scene.ts';
import type { ReceivedEvent } from './support/scene.ts';

// Section 5 of the specification, through the SDK. The list of rules: specification.ts.

let domain: string;

beforeEach(async () => {
  await resetOpenFeature();
  domain = newDomain();
});

const eventsOf = (received: readonly ReceivedEvent[]): string[] => received.map(({ event }) => event);
const off = { kind: 'flag', key: 'beta', type: 'boolean', default: 'off' } as const;

async function started() {
  const stage = scene({ documents });
  await OpenFeature.setProviderAndWait(domain, new FlagstaffProvider(stage.flagstaff));
  await stage.clock.advance(100);
  return { ...stage, received: listenTo(domain) };
}

/** A provider whose client has loaded nothing: its first start failed. */
async function failed() {
  const stage = scene({ documents, cutOff: true });
  const received = listenTo(domain);
  const provider = new FlagstaffProvider(stage.flagstaff, { readyTimeoutMs: 100 });
  await during(stage.clock, OpenFeature.setProviderAndWait(domain, provider)).catch(() => undefined);
  return { ...stage, received };
}

describe('Requirement 5.1.1: the provider emits events', () => {
  it('emits the keys of changed flags', async () => {
    const { flagstaff, received } = await started();
    await manage(flagstaff).set(off);
    expect(received).toMatchObject([
      { event: ProviderEvents.ConfigurationChanged, details: { flagsChanged: ['beta'], providerName: 'flagstaff' } },
    ]);
    await manage(flagstaff).set({ ...off, key: 'stopped', status: 'active' });
    expect(received.at(-1)?.details).toMatchObject({ flagsChanged: ['stopped', 'needs'] });
  });

  it('emits stale while the store is unavailable, and ready when it recovers', async () => {
    const { clock, cut, received } = await started();
    cut(true);
    await clock.advance(10_000);
    expect(eventsOf(received)).toEqual([ProviderEvents.Stale]);
    expect(received[0]?.details).toMatchObject({
      message: expect.stringContaining('reading the revision failed'),
      metadata: { code: 'STORAGE_UNAVAILABLE' },
    });
    expect(await OpenFeature.getClient(domain).getBooleanValue('beta', false)).toBe(true);
    cut(false);
    await clock.advance(120_000);
    expect(eventsOf(received)).toEqual([ProviderEvents.Stale, ProviderEvents.Ready]);
  });

  it('emits nothing for errors that do not change its state', async () => {
    const { flagstaff, received } = await started();
    flagstaff.on('ready', () => {});
    flagstaff.on('change', () => {
      throw new Error('a listener of the application');
    });
    await manage(flagstaff).set(off);
    expect(eventsOf(received)).toEqual([ProviderEvents.ConfigurationChanged]);
    expect(OpenFeature.getClient(domain).providerStatus).toBe(ProviderStatus.READY);
  });
});

it('Requirement 5.1.2: handlers of clients and of the API run', async () => {
  const { flagstaff } = await started();
  const ran: string[] = [];
  OpenFeature.getClient(domain).addHandler(ProviderEvents.ConfigurationChanged, () => void ran.push('client'));
  OpenFeature.addHandler(ProviderEvents.ConfigurationChanged, () => void ran.push('API'));
  await manage(flagstaff).set(off);
  expect(ran.sort()).toEqual(['API', 'client']);
});

it("Requirement 5.1.3: handlers of other domains' clients do not run", async () => {
  const other = newDomain();
  await OpenFeature.setProviderAndWait(other, new FlagstaffProvider(scene({ documents }).flagstaff));
  const elsewhere = listenTo(other);
  const { flagstaff, received } = await started();
  await manage(flagstaff).set(off);
  expect({ received: received.length, elsewhere: elsewhere.length }).toEqual({ received: 1, elsewhere: 0 });
});

describe('PROVIDER_ERROR', () => {
  it('is emitted when the environment of the client is missing or was removed', async () => {
    const staging = { kind: 'environment', key: 'staging' } as const;
    const { flagstaff, clock } = scene({ documents: [...documents], environment: 'staging' });
    const received = listenTo(domain);
    const starting = OpenFeature.setProviderAndWait(domain, new FlagstaffProvider(flagstaff));
    await expect(during(clock, starting)).rejects.toThrow('Environment "staging" does not exist');
    await manage(flagstaff).set(staging);
    expect(OpenFeature.getClient(domain).providerStatus).toBe(ProviderStatus.READY);
    expect(await OpenFeature.getClient(domain).getBooleanValue('beta', false)).toBe(true);
    await manage(flagstaff).delete('environment:staging');
    expect(OpenFeature.getClient(domain).providerStatus).toBe(ProviderStatus.ERROR);
    expect(received.at(-1)).toMatchObject({
      event: ProviderEvents.Error,
      details: { errorCode: 'PROVIDER_NOT_READY', metadata: { code: 'ENVIRONMENT_NOT_FOUND' } },
    });
  });

  it('Requirement 5.1.4: has a message', async () => {
    const { received } = await failed();
    expect(eventsOf(received)).toEqual([ProviderEvents.Error]);
    expect(received[0]?.details?.message).toMatch(/100 ms.*STORAGE_UNAVAILABLE/s);
  });

  it('Requirement 5.1.5: has an error code if the provider sends one', async () => {
    const { flagstaff, received } = await failed();
    flagstaff.reportError(new FlagstaffError('STORAGE_UNAVAILABLE', 'still away'));
    expect(received.at(-1)).toMatchObject({
      event: ProviderEvents.Error,
      details: {
        message: 'still away',
        errorCode: 'PROVIDER_NOT_READY',
        metadata: { code: 'STORAGE_UNAVAILABLE' },
      },
    });
  });
});

it('Requirement 5.2.3: events name the provider', async () => {
  const { flagstaff, received } = await started();
  await manage(flagstaff).set(off);
  expect(received.map(({ details }) => details?.providerName)).toEqual(['flagstaff']);
});

it('Requirement 5.2.5: handlers that throw stop neither others nor the client', async () => {
  const { flagstaff } = await started();
  const client = OpenFeature.getClient(domain);
  let ran = 0;
  client.addHandler(ProviderEvents.ConfigurationChanged, () => {
    throw new Error('a handler');
  });
  client.addHandler(ProviderEvents.ConfigurationChanged, () => (ran += 1));
  await manage(flagstaff).set(off);
  expect(ran).toBe(1);
  expect(await client.getBooleanValue('beta', true)).toBe(false);
});

it('Requirement 5.2.6: handlers outlive the provider', async () => {
  await OpenFeature.setProviderAndWait(domain, new InMemoryProvider());
  const received = listenTo(domain);
  const { flagstaff } = scene({ documents });
  await OpenFeature.setProviderAndWait(domain, new FlagstaffProvider(flagstaff));
  await manage(flagstaff).set(off);
  expect(eventsOf(received)).toEqual([ProviderEvents.Ready, ProviderEvents.ConfigurationChanged]);
});

it('Requirement 5.3.1: a successful start emits ready', async () => {
  const received = listenTo(domain);
  await OpenFeature.setProviderAndWait(domain, new FlagstaffProvider(scene({ documents }).flagstaff));
  expect(eventsOf(received)).toEqual([ProviderEvents.Ready]);
});

it('Requirement 5.3.2: a failed start emits an error, and later success emits ready', async () => {
  const { clock, cut, received } = await failed();
  expect(eventsOf(received)).toEqual([ProviderEvents.Error]);
  cut(false);
  await clock.advance(120_000);
  expect(eventsOf(received).at(-1)).toBe(ProviderEvents.Ready);
  expect(OpenFeature.getClient(domain).providerStatus).toBe(ProviderStatus.READY);
});

it('Requirement 5.3.3: a late handler runs for the current state', async () => {
  const { clock, cut } = await started();
  cut(true);
  await clock.advance(10_000);
  let ran = 0;
  OpenFeature.getClient(domain).addHandler(ProviderEvents.Stale, () => (ran += 1));
  expect(ran).toBe(1);
});

it('Requirement 5.3.5: the status follows the events', async () => {
  const { clock, cut, flagstaff } = await started();
  const client = OpenFeature.getClient(domain);
  await manage(flagstaff).set(off);
  expect(client.providerStatus).toBe(ProviderStatus.READY);
  cut(true);
  await clock.advance(10_000);
  expect(client.providerStatus).toBe(ProviderStatus.STALE);
  cut(false);
  await clock.advance(120_000);
  expect(client.providerStatus).toBe(ProviderStatus.READY);
});
