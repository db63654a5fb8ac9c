import type { FlagDocument } from '@flagstaff/core';
import { describe, expect, it } from 'vitest';
import { SHOP } from './support/documents.ts';
import { createFolder } from './support/folder.ts';
import { openTerminal, steady, WAYS } from './support/ways.ts';

describe.each(WAYS)('eval, explain and impact, %s', (way) => {
  it('evaluates flags for a context', async () => {
    const flagstaff = await openTerminal(way, { documents: SHOP });
    const one = await flagstaff('eval', 'new-checkout', 'theme', '-c', '{"targetingKey":"ada"}');
    const all = await flagstaff.with({ input: '{"targetingKey":"ada"}' }, 'eval', '--all', '-c', '-', '-e', 'staging');
    expect([one.code, all.code]).toEqual([0, 0]);
    await expect(`${one.stdout}\n${all.stdout}`).toMatchFileSnapshot('golden/eval.txt');
    const { stdout } = await flagstaff('eval', 'theme', '--json');
    expect(JSON.parse(stdout)).toMatchObject({ rows: [{ theme: { value: 'l', variant: 'light' } }] });
  });

  it('exits with 3 for a flag that does not exist, and with 2 for a context that is none', async () => {
    const flagstaff = await openTerminal(way, { documents: SHOP });
    expect(await flagstaff('eval', 'nope')).toMatchObject({
      code: 3,
      stdout: expect.stringContaining('FLAG_NOT_FOUND'),
    });
    expect(await flagstaff('eval', 'theme', '-e', 'nope')).toMatchObject({ code: 3 });
    for (const context of ['[]', '{', '"a"']) expect((await flagstaff('eval', 'theme', '-c', context)).code).toBe(2);
    expect((await flagstaff('eval')).code).toBe(2);
    expect((await flagstaff('eval', '--all', 'theme')).code).toBe(2);
  });

  it('explains step by step', async () => {
    const folder = await createFolder({ 'ada.json': { targetingKey: 'ada' } });
    const flagstaff = await openTerminal(way, { documents: SHOP });
    const { code, stdout } = await flagstaff.with({ cwd: folder.path }, 'explain', 'new-checkout', '-c', '@ada.json');
    expect(code).toBe(0);
    await expect(steady(stdout)).toMatchFileSnapshot('golden/explain.txt');
    await flagstaff.management.set({ kind: 'flag', key: 'theme', type: 'boolean' });
    const past = await flagstaff('explain', 'theme', '--revision', '1', '--json');
    expect(JSON.parse(past.stdout)).toMatchObject({ details: { variant: 'light' } });
    expect(await flagstaff('explain', 'theme', '--revision', '99')).toMatchObject({ code: 3 });
  });

  it('says who is served another variant by changed documents', async () => {
    const contexts = Array.from({ length: 40 }, (_, at) => JSON.stringify({ targetingKey: `u${at}` })).join('\n');
    const folder = await createFolder({
      'theme.json': { ...SHOP[4], rules: [{ rollout: { percentage: 100 }, serve: 'dark' }] },
      'users.ndjson': `${contexts}\n`,
      'bad.ndjson': '{}\n[]\n',
      'invalid.json': { ...SHOP[4], default: 'blue' },
    });
    const flagstaff = await openTerminal(way, { documents: SHOP });
    const impact = (...argv: readonly string[]) => flagstaff.with({ cwd: folder.path }, 'impact', ...argv);
    const { code, stdout } = await impact('theme.json', '--contexts', 'users.ndjson');
    expect(code).toBe(0);
    await expect(stdout).toMatchFileSnapshot('golden/impact.txt');
    const { stdout: body } = await impact('theme.json', '--contexts', 'users.ndjson', '--json');
    expect(JSON.parse(body)).toMatchObject({ flips: [{ contexts: 40 }, { contexts: 40 }] });
    expect(await impact('theme.json', '--contexts', 'bad.ndjson')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('Line 2'),
    });
    expect(await impact('invalid.json')).toMatchObject({ code: 3, stderr: expect.stringContaining('$.default') });
  });

  it('counts more contexts than one request takes, by number and by size', async () => {
    const small = Array.from({ length: 10_001 }, (_, at) => ({ targetingKey: `u${at}` }));
    const large = Array.from({ length: 3 }, (_, at) => ({
      targetingKey: `v${at}`,
      plan: 'pro',
      notes: 'x'.repeat(7e5),
    }));
    const beta: FlagDocument = { kind: 'flag', key: 'beta', type: 'boolean' };
    const folder = await createFolder({
      'beta.json': { ...beta, rules: [{ when: { attribute: 'plan', operator: 'eq', value: 'pro' }, serve: 'on' }] },
      'users.ndjson': [...small, ...large].map((each) => JSON.stringify(each)).join('\n'),
    });
    const flagstaff = await openTerminal(way, { documents: [beta] });
    const argv = ['impact', 'beta.json', '--contexts', 'users.ndjson', '--json'];
    const { code, stdout } = await flagstaff.with({ cwd: folder.path }, ...argv);
    expect(code).toBe(0);
    const examples = [10_001, 10_002, 10_003].map((index) => ({ flag: 'beta', index, from: 'off', to: 'on' }));
    expect(JSON.parse(stdout).flips).toEqual([{ environment: '*', contexts: 10_004, flags: { beta: 3 }, examples }]);
  });
});
