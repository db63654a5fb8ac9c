import { FlagstaffProvider } from '@flagstaff/openfeature';
import { OpenFeature } from '@openfeature/server-sdk';
import type { Client, EvaluationContext, Provider } from '@openfeature/server-sdk';
import { beforeEach, describe, expect, it } from 'vitest';
import { documents } from './support/documents.ts';
import { newDomain, resetOpenFeature, scene } from './support/scene.ts';

// Section 2.1 to 2.3 of the specification, through the SDK. The list of rules: specification.ts.

let provider: Provider;
let client: Client;

beforeEach(async () => {
  await resetOpenFeature();
  const domain = newDomain();
  provider = new FlagstaffProvider(scene({ documents }).flagstaff);
  await OpenFeature.setProviderAndWait(domain, provider);
  client = OpenFeature.getClient(domain);
});

const noLogger = { error: () => {}, warn: () => {}, info: () => {}, debug: () => {} };

it('Requirement 2.1.1: the provider has a name', () => {
  expect(provider.metadata.name).toBe('flagstaff');
  expect(client.metadata.providerMetadata.name).toBe('flagstaff');
});

it('Requirement 2.2.1: a resolver takes key, default and context', async () => {
  const { value } = await provider.resolveStringEvaluation('theme', 'none', { plan: 'pro' }, noLogger);
  expect(value).toBe('#000');
  const unknown = await provider.resolveStringEvaluation('nowhere', 'none', {}, noLogger);
  expect(unknown.value).toBe('none');
  const untyped = undefined as unknown as EvaluationContext;
  expect((await provider.resolveStringEvaluation('theme', 'none', untyped, noLogger)).value).toBe('#fff');
});

describe('Requirement 2.2.2.1: there is a resolver for each type', () => {
  it('resolves flags of its type', async () => {
    expect(await client.getBooleanValue('beta', false)).toBe(true);
    expect(await client.getStringValue('theme', 'none')).toBe('#fff');
    expect(await client.getNumberValue('limit', 0)).toBe(3.5);
    expect(await client.getObjectValue('banner', {})).toEqual({ text: 'hello', tags: ['a'] });
    expect(await client.getObjectValue('list', [])).toEqual([1, 2]);
  });

  it('rejects flags of other types', async () => {
    const answers = [
      await client.getBooleanDetails('theme', true),
      await client.getStringDetails('limit', 'none'),
      await client.getNumberDetails('beta', 7),
      await client.getObjectDetails('theme', { none: true }),
    ];
    expect(answers.map(({ value }) => value)).toEqual([true, 'none', 7, { none: true }]);
    for (const answer of answers) expect(answer).toMatchObject({ reason: 'ERROR', errorCode: 'TYPE_MISMATCH' });
  });

  it('uses the type of the method when the default has another type', async () => {
    const untyped = undefined as unknown as boolean;
    expect(await provider.resolveBooleanEvaluation('beta', untyped, {}, noLogger)).toMatchObject({ value: true });
    const refused = await provider.resolveBooleanEvaluation('theme', '#fff' as unknown as boolean, {}, noLogger);
    expect(refused).toMatchObject({ value: '#fff', errorCode: 'TYPE_MISMATCH' });
    const nothing = await provider.resolveObjectEvaluation('nowhere', null, {}, noLogger);
    expect(nothing.value).toBeNull();
  });
});

it('Requirement 2.2.3: the value is the one resolved', async () => {
  expect((await client.getStringDetails('theme', 'none', { plan: 'pro' })).value).toBe('#000');
  expect((await client.getBooleanDetails('stopped', true)).value).toBe(false);
});

it('Requirement 2.2.4: the variant is the name of the served variant', async () => {
  expect((await client.getStringDetails('theme', 'none', { plan: 'pro' })).variant).toBe('dark');
  expect((await client.getNumberDetails('limit', 0)).variant).toBe('low');
  expect((await client.getNumberDetails('nowhere', 0)).variant).toBeUndefined();
});

it.each<[string, string, EvaluationContext]>([
  ['STATIC', 'beta', {}],
  ['DEFAULT', 'pinned', {}],
  ['OVERRIDE', 'pinned', { userId: 'ada' }],
  ['SPLIT', 'halves', { targetingKey: 'ada' }],
  ['DISABLED', 'stopped', {}],
  ['PREREQUISITE_FAILED', 'needs', {}],
  ['HOLDOUT', 'held', {}],
  ['ERROR', 'nowhere', {}],
])('Requirement 2.2.5: the reason is the one of Flagstaff: %s', async (reason, key, context) => {
  expect((await client.getBooleanDetails(key, false, context)).reason).toBe(reason);
});

it('Requirement 2.2.6: a normal resolution has no error code', async () => {
  expect(await client.getBooleanDetails('beta', false)).not.toHaveProperty('errorCode');
  expect(await provider.resolveBooleanEvaluation('beta', false, {}, noLogger)).not.toHaveProperty('errorCode');
});

describe('Requirement 2.2.7: an error has its code', () => {
  it.each([
    ['FLAG_NOT_FOUND', 'nowhere', {}],
    ['TYPE_MISMATCH', 'theme', {}],
    ['TARGETING_KEY_MISSING', 'halves', {}],
  ])('%s', async (errorCode, key, context) => {
    const answer = await client.getBooleanDetails(key, true, context);
    expect(answer).toMatchObject({ value: true, reason: 'ERROR', errorCode });
  });

  it('INVALID_CONTEXT', async () => {
    const context = {
      get plan(): string {
        throw new Error('no plan');
      },
    };
    const answer = await provider.resolveStringEvaluation('theme', 'none', context, noLogger);
    expect(answer).toMatchObject({ value: 'none', reason: 'ERROR', errorCode: 'INVALID_CONTEXT' });
  });

  it('PARSE_ERROR', async () => {
    const broken = { kind: 'flag', key: 'broken', type: 'boolean', default: 'maybe' } as const;
    const domain = newDomain();
    await OpenFeature.setProviderAndWait(domain, new FlagstaffProvider(scene({ documents: [broken] }).flagstaff));
    const answer = await OpenFeature.getClient(domain).getBooleanDetails('broken', true);
    expect(answer).toMatchObject({ value: true, reason: 'ERROR', errorCode: 'PARSE_ERROR' });
  });

  it('PROVIDER_NOT_READY', async () => {
    const early = new FlagstaffProvider(scene({ documents, cutOff: true }).flagstaff);
    const answer = await early.resolveBooleanEvaluation('beta', false, {});
    expect(answer).toMatchObject({ value: false, reason: 'ERROR', errorCode: 'PROVIDER_NOT_READY' });
  });
});

it('Requirement 2.2.8.1: the resolved value has the type of the default', async () => {
  interface Banner {
    [name: string]: string;
    text: string;
  }
  const banner: Banner = await client.getObjectValue<Banner>('banner', { text: '' });
  const theme: '#fff' | '#000' = await client.getStringValue<'#fff' | '#000'>('theme', '#fff');
  expect([banner.text, theme]).toEqual(['hello', '#fff']);
});

it('Requirement 2.2.9: the metadata is that of the flag, also for errors', async () => {
  const metadata = { owner: 'design', since: 2026, reviewed: true };
  expect((await client.getStringDetails('theme', 'none')).flagMetadata).toEqual(metadata);
  expect((await client.getBooleanDetails('theme', true)).flagMetadata).toEqual(metadata);
  expect((await client.getBooleanDetails('beta', true)).flagMetadata).toEqual({});
});

it('Requirement 2.2.10: metadata values are strings, numbers and booleans', async () => {
  const { flagMetadata } = await client.getStringDetails('theme', 'none');
  expect(Object.values(flagMetadata).map((value) => typeof value)).toEqual(['string', 'number', 'boolean']);
});

it('Requirement 2.3.1: the hooks of the client run, the provider adds none', async () => {
  const stages: string[] = [];
  client.addHooks({
    before: () => void stages.push('before'),
    after: () => void stages.push('after'),
    error: () => void stages.push('error'),
    finally: () => void stages.push('finally'),
  });
  await client.getBooleanValue('beta', false);
  await client.getBooleanValue('nowhere', false);
  expect(stages).toEqual(['before', 'after', 'finally', 'before', 'error', 'finally']);
  expect(provider.hooks).toBeUndefined();
});

it('Requirement 2.3.2: a normal resolution has no error message', async () => {
  expect(await client.getBooleanDetails('beta', false)).not.toHaveProperty('errorMessage');
  expect(await provider.resolveBooleanEvaluation('beta', false, {}, noLogger)).not.toHaveProperty('errorMessage');
});

it('Requirement 2.3.3: an error has a message', async () => {
  expect((await client.getBooleanDetails('nowhere', false)).errorMessage).toContain('nowhere');
  expect((await client.getBooleanDetails('theme', false)).errorMessage).toContain('string');
});
