import { createFlagstaff, embedBootstrap, signBootstrap, verifyBootstrap } from '@flagstaff/core';
import type { Document } from '@flagstaff/core';
import { expect, it } from 'vitest';

const documents: readonly Document[] = [
  { kind: 'flag', key: 'shown', type: 'boolean', default: 'on', clientSide: true, metadata: { team: 'shop' } },
  { kind: 'flag', key: 'secret', type: 'boolean', default: 'on' },
  { kind: 'flag', key: 'old', type: 'boolean', status: 'archived', clientSide: true },
  {
    kind: 'flag',
    key: 'no-off',
    type: 'string',
    variants: { a: 'A' },
    default: 'a',
    status: 'inactive',
    clientSide: true,
  },
  { kind: 'flag', key: 'shared', type: 'boolean', default: { split: { on: 1, off: 1 } }, clientSide: true },
  {
    kind: 'flag',
    key: 'nasty',
    type: 'object',
    variants: { v: { text: '</script><!--<script>&\u2028\u2029', __proto__: null } },
    default: 'v',
    clientSide: true,
  },
];
const flagstaff = createFlagstaff({ bootstrap: documents });
const secret = 'a secret that has thirty-two bytes';

it('a bootstrap contains the client-side flags, including those whose default the page decides', () => {
  const { flags } = flagstaff.forContext({}).bootstrap();
  expect(Object.keys(flags)).toEqual(['shown', 'no-off', 'shared', 'nasty']);
  expect(flags['shown']).toEqual({ value: true, variant: 'on', reason: 'STATIC', metadata: { team: 'shop' } });
  expect(flags['no-off']).toEqual({ reason: 'DISABLED' });
  expect(flags['shared']).toEqual({ reason: 'ERROR', errorCode: 'TARGETING_KEY_MISSING' });
  expect(JSON.stringify(flags)).not.toContain('secret');
});

it('no content of a bootstrap closes its element', () => {
  const bootstrap = flagstaff.forContext({}).bootstrap();
  const html = embedBootstrap(bootstrap);
  const inside = html.slice('<script type="application/json" id="flagstaff">'.length, -'</script>'.length);
  expect(html).toBe(`<script type="application/json" id="flagstaff">${inside}</script>`);
  expect(inside).not.toMatch(/[<>&\u2028\u2029]/);
  expect(JSON.parse(inside)).toEqual(bootstrap);
  expect(embedBootstrap(bootstrap, { id: 'other' })).toContain('id="other"');
  for (const id of ['', 'a b', '"><script>', 'é']) {
    expect(() => embedBootstrap(bootstrap, { id })).toThrow(expect.objectContaining({ code: 'INVALID_OPTIONS' }));
  }
});

it('embedBootstrap rejects an invalid bootstrap, and invalid options', () => {
  const cyclic: Record<string, unknown> = {};
  cyclic['flags'] = cyclic;
  const boom = (): never => {
    throw new Error('was read');
  };
  const refused = expect.objectContaining({ code: 'INVALID_OPTIONS' });
  for (const hostile of [undefined, null, 'text', [], {}, { flags: 1n }, { flags: { a: 1n } }, cyclic, boom]) {
    expect(() => embedBootstrap(hostile as never)).toThrow(refused);
  }
  expect(() => embedBootstrap({ flags: { toJSON: boom } } as never)).toThrow(refused);
  for (const options of [null, [], 'x', { id: Symbol('x') }, { id: {} }, { id: ['x'] }, { id: null }]) {
    expect(() => embedBootstrap({ flags: {} }, options as never)).toThrow(refused);
  }
});

it('embedBootstrap keeps the signature', async () => {
  const signed = await signBootstrap(flagstaff.forContext({ targetingKey: 'u1' }).bootstrap(), { secret });
  const [json] = /(?<=>).*(?=<)/.exec(embedBootstrap(signed))!;
  expect(await verifyBootstrap(JSON.parse(json), { secret })).toBeDefined();
});

it('a signed bootstrap is accepted when it returns, until it expires', async () => {
  const bootstrap = flagstaff.forContext({ targetingKey: 'u1' }).bootstrap();
  const sent = JSON.stringify(await signBootstrap(bootstrap, { secret }));
  expect(await verifyBootstrap(JSON.parse(sent), { secret })).toEqual(bootstrap);
  expect(await verifyBootstrap(JSON.parse(sent), { secret: `${secret}!` })).toBeUndefined();
  expect(await verifyBootstrap(JSON.parse(sent.replace('true', 'false')), { secret })).toBeUndefined();
  expect(await verifyBootstrap({ ...JSON.parse(sent), expires: 9e9 }, { secret })).toBeUndefined();
  const ended = await signBootstrap(bootstrap, { secret, expiresInSeconds: -1 });
  expect(await verifyBootstrap(ended, { secret })).toBeUndefined();
  for (const input of [
    null,
    1,
    'text',
    [],
    {},
    { flags: {}, expires: 9e9, signature: 'é' },
    { ...ended, expires: '1' },
  ]) {
    expect(await verifyBootstrap(input, { secret })).toBeUndefined();
  }
  await expect(signBootstrap(bootstrap, { secret: 'short' })).rejects.toMatchObject({ code: 'INVALID_OPTIONS' });
});
