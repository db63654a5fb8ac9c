import { manage } from '@flagstaff/core/management';
import { FlagstaffProvider } from '@flagstaff/openfeature';
import { OpenFeature, ProviderEvents, ProviderStatus } from '@openfeature/server-sdk';
import { beforeEach, describe, expect, it } from 'vitest';
import { documents } from './support/documents.ts';
import { during, listenTo, newDomain, resetOpenFeature, scene } from './support/scene.ts';

// Sections 2.4 and 2.5 of the specification, through the SDK. The list of rules: specification.ts.

let domain: string;

beforeEach(async () => {
  await resetOpenFeature();
  domain = newDomain();
});

const statusOf = (name: string): ProviderStatus => OpenFeature.getClient(name).providerStatus;

describe('Requirement 2.4.1: initialize waits for the flags', () => {
  it('resolves when they arrive in time', async () => {
    const { flagstaff, clock, cut } = scene({ documents, cutOff: true });
    const starting = OpenFeature.setProviderAndWait(domain, new FlagstaffProvider(flagstaff));
    await clock.advance(200);
    expect(statusOf(domain)).toBe(ProviderStatus.NOT_READY);
    expect(await OpenFeature.getClient(domain).getBooleanDetails('beta', false)).toMatchObject({
      value: false,
      errorCode: 'PROVIDER_NOT_READY',
    });
    cut(false);
    await during(clock, starting);
    expect(statusOf(domain)).toBe(ProviderStatus.READY);
    expect(await OpenFeature.getClient(domain).getBooleanValue('beta', false)).toBe(true);
  });

  it('emits ready once', async () => {
    const { flagstaff, clock } = scene({ documents });
    const notified = listenTo(domain);
    await during(clock, OpenFeature.setProviderAndWait(domain, new FlagstaffProvider(flagstaff)));
    await clock.advance(10_000);
    expect(notified.map(({ event }) => event)).toEqual([ProviderEvents.Ready]);
  });

  it('serves the bootstrap documents, and is stale', async () => {
    const { flagstaff, clock, cut } = scene({ bootstrap: documents, cutOff: true });
    const notified = listenTo(domain);
    await during(
      clock,
      OpenFeature.setProviderAndWait(domain, new FlagstaffProvider(flagstaff, { readyTimeoutMs: 300 })),
    );
    expect(await OpenFeature.getClient(domain).getBooleanValue('beta', false)).toBe(true);
    await expect.poll(() => statusOf(domain)).toBe(ProviderStatus.STALE);
    expect(notified.map(({ event }) => event)).toEqual([ProviderEvents.Ready, ProviderEvents.Stale]);
    expect(notified.at(-1)?.details?.metadata).toEqual({ code: 'STORAGE_UNAVAILABLE' });
    cut(false);
    await clock.advance(120_000);
    expect(statusOf(domain)).toBe(ProviderStatus.READY);
  });
});

describe('Requirement 2.4.2.1: initialize fails when no flag can be evaluated', () => {
  it('rejects as not ready, and becomes ready after a later load', async () => {
    const { flagstaff, clock, cut } = scene({ documents, cutOff: true });
    const provider = new FlagstaffProvider(flagstaff, { readyTimeoutMs: 300 });
    const starting = during(clock, OpenFeature.setProviderAndWait(domain, provider));
    await expect(starting).rejects.toMatchObject({ code: 'PROVIDER_NOT_READY' });
    await expect(starting).rejects.toThrow(/300 ms.*STORAGE_UNAVAILABLE/s);
    expect(statusOf(domain)).toBe(ProviderStatus.ERROR);
    expect(await OpenFeature.getClient(domain).getBooleanDetails('beta', false)).toMatchObject({
      value: false,
      errorCode: 'PROVIDER_NOT_READY',
    });
    cut(false);
    await clock.advance(120_000);
    expect(statusOf(domain)).toBe(ProviderStatus.READY);
    expect(await OpenFeature.getClient(domain).getBooleanValue('beta', false)).toBe(true);
  });

  it('rejects as fatal when the client was closed', async () => {
    const { flagstaff } = scene({ documents });
    await flagstaff.close();
    const starting = OpenFeature.setProviderAndWait(domain, new FlagstaffProvider(flagstaff));
    await expect(starting).rejects.toMatchObject({ code: 'PROVIDER_FATAL' });
    expect(statusOf(domain)).toBe(ProviderStatus.FATAL);
  });
});

describe('Requirement 2.5.1: shutting down stops what the provider started', () => {
  it('leaves the client open by default', async () => {
    const { flagstaff } = scene({ documents });
    const provider = new FlagstaffProvider(flagstaff);
    await OpenFeature.setProviderAndWait(domain, provider);
    await OpenFeature.clearProviders();
    expect(flagstaff.state).toBe('ready');
  });

  it('closes the client with closeClient', async () => {
    const { flagstaff } = scene({ documents });
    await OpenFeature.setProviderAndWait(domain, new FlagstaffProvider(flagstaff, { closeClient: true }));
    await OpenFeature.close();
    expect(flagstaff.state).toBe('closed');
  });

  it('emits nothing any more', async () => {
    const { flagstaff } = scene({ documents });
    const provider = new FlagstaffProvider(flagstaff);
    await provider.initialize();
    let notified = 0;
    provider.events.addHandler(ProviderEvents.ConfigurationChanged, () => (notified += 1));
    await manage(flagstaff).set({ kind: 'flag', key: 'beta', type: 'boolean', default: 'off' });
    expect(notified).toBe(1);
    await provider.onClose();
    await manage(flagstaff).set({ kind: 'flag', key: 'beta', type: 'boolean', default: 'on' });
    expect(notified).toBe(1);
  });
});

describe('Requirement 2.5.2: a provider that was shut down returns to its initial state', () => {
  it('starts again', async () => {
    const { flagstaff } = scene({ documents });
    const provider = new FlagstaffProvider(flagstaff);
    await OpenFeature.setProviderAndWait(domain, provider);
    await OpenFeature.clearProviders();
    expect(statusOf(domain)).toBe(ProviderStatus.NOT_READY);
    await OpenFeature.setProviderAndWait(domain, provider);
    expect(statusOf(domain)).toBe(ProviderStatus.READY);
    expect(await OpenFeature.getClient(domain).getBooleanValue('beta', false)).toBe(true);
  });

  it('stops waiting while it was still starting', async () => {
    const { flagstaff } = scene({ documents, cutOff: true });
    const provider = new FlagstaffProvider(flagstaff);
    const starting = provider.initialize();
    await provider.onClose();
    await expect(starting).rejects.toMatchObject({ code: 'PROVIDER_NOT_READY' });
  });
});

it('Requirement 2.5.3: shutting down is idempotent', async () => {
  const { flagstaff } = scene({ documents });
  const provider = new FlagstaffProvider(flagstaff, { closeClient: true });
  await provider.onClose();
  await provider.initialize().catch(() => undefined);
  await provider.onClose();
  await expect(provider.onClose()).resolves.toBeUndefined();
});

describe('options', () => {
  const flagstaff = { forContext: () => undefined, forEnvironment: () => undefined } as never;

  it.each([
    [{ readyTimeoutMs: -1 }, 'readyTimeoutMs is -1'],
    [{ readyTimeoutMs: Number.NaN }, 'readyTimeoutMs is NaN'],
    [{ closeClient: 'yes' as unknown as boolean }, 'closeClient'],
    [{ onTrack: 'log' }, 'onTrack'],
    [{ timeout: 3 }, 'unknown option "timeout"'],
  ])('rejects the options %j', (options: object, message) => {
    expect(() => new FlagstaffProvider(flagstaff, options)).toThrow(
      expect.objectContaining({ code: 'INVALID_OPTIONS', message: expect.stringContaining(message) }),
    );
  });

  it('rejects an invalid environment', () => {
    const { flagstaff: client } = scene({ documents });
    expect(() => new FlagstaffProvider(client, { environment: 'no such key!' })).toThrow(
      expect.objectContaining({ code: 'INVALID_OPTIONS' }),
    );
  });

  it('rejects something that is not a client', () => {
    expect(() => new FlagstaffProvider({} as never)).toThrow(expect.objectContaining({ code: 'INVALID_OPTIONS' }));
  });
});
