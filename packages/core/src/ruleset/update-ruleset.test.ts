import { describe, expect, it } from 'vitest';
import type { DocumentId } from '../model/document.ts';
import type { FlagDocument } from '../model/flag.ts';
import { LIMITS } from '../model/limits.ts';
import type { SegmentDocument } from '../model/segment.ts';
import { UNLOADED, updateRuleset, updateRulesetNow } from './update-ruleset.ts';
import type { RejectedDocument, Ruleset, RulesetInput, RulesetUpdate } from './update-ruleset.ts';

const flag = (key: string, more: object = {}): FlagDocument & { version: number } => ({
  kind: 'flag',
  key,
  type: 'boolean',
  version: 1,
  ...more,
});

const needs = (key: string, ...flags: string[]): FlagDocument =>
  flag(key, { prerequisites: flags.map((other) => ({ flag: other, variants: ['on'] })) });

const segment = (key: string, ...segments: string[]): SegmentDocument => ({
  kind: 'segment',
  key,
  when: segments.map((other) => ({ segment: other })),
});

function update(previous: Ruleset, input: Partial<RulesetInput>): RulesetUpdate {
  return updateRulesetNow(previous, { revision: undefined, ...input } as RulesetInput)!;
}

const all = (...documents: unknown[]): Ruleset => update(UNLOADED, { documents }).ruleset;

const faultsOf = (ruleset: Ruleset): string[] =>
  [...ruleset.rejected.values()].map(({ id, issues }) => `${id} ${issues.map(({ message }) => message).join(' ')}`);

describe('a full load', () => {
  it('keeps what is unchanged, by version and content', () => {
    const before = all(flag('a'), flag('b'), segment('s'));
    const after = update(before, { documents: [flag('a'), flag('b', { description: 'other' }), segment('s')] });
    expect(after.changed).toEqual(['flag:b']);
    expect(after.ruleset.flags.get('a')).toBe(before.flags.get('a'));
    expect(after.ruleset.segments.get('s')).toBe(before.segments.get('s'));
    expect(after.ruleset.flags.get('b')).not.toBe(before.flags.get('b'));
  });

  it('removes documents that are gone', () => {
    const after = update(all(flag('a'), flag('b')), { documents: [flag('b')] });
    expect(after.changed).toEqual(['flag:a']);
    expect([...after.ruleset.flags.keys()]).toEqual(['b']);
  });

  it('detects a change of a split’s order, which moves its cut points', () => {
    const split = (...names: string[]): FlagDocument =>
      flag('a', { default: { split: Object.fromEntries(names.map((name) => [name, 1])) } });
    expect(update(all(split('on', 'off')), { documents: [split('off', 'on')] }).changed).toEqual(['flag:a']);
  });

  it('lists the first issues of a document that is entirely invalid, and counts the rest', () => {
    // Issues of meaning first: truncating them must not make the document look well-formed.
    const tags = Array.from({ length: 64 }, () => '\ud800');
    const when = [
      ...Array.from({ length: 200 }, () => ({ attribute: '\ud800', operator: 'in_cidr', value: 5 })),
      ...Array.from({ length: 200 }, () => ({})),
    ];
    const [{ issues }] = update(UNLOADED, { documents: [flag('a', { tags, rules: [{ when }], overrides: 5 })] })
      .rejected as [RejectedDocument];
    expect(issues).toHaveLength(101);
    expect(issues[0]).toMatchObject({ path: '$.tags[0]' });
    expect(issues[100]).toMatchObject({
      path: '$',
      message: expect.stringMatching(/^has \d+ more issues; /) as string,
      fault: 'shape',
    });
  });

  it('suggests fixes for common mistakes', () => {
    const rules = [{ rollout: 20, serve: 'on' }, { serve: true }];
    expect(faultsOf(all(flag('a', { rules, default: false })))).toEqual([
      'flag:a must be a rollout: { "percentage": 20 } must be the name of a variant ("on"?), got true ' +
        'must be the name of a variant ("off"?), got false',
    ]);
  });

  it('identifies documents without an id by position', () => {
    const { rejected, ruleset } = update(UNLOADED, {
      documents: [flag('a'), null, { kind: 'flag', key: '__proto__' }],
    });
    expect(rejected.map(({ id, kept }) => [id, kept])).toEqual([
      ['(document 1)', false],
      ['(document 2)', false],
    ]);
    expect([...ruleset.flags.keys()]).toEqual(['a']);
  });
});

describe('a change', () => {
  it('compiles nothing else, and does not modify the previous ruleset', () => {
    const before = all(flag('a'), flag('b'));
    const after = update(before, { changes: [{ id: 'flag:b', document: flag('b', { status: 'inactive' }) }] });
    expect(after.changed).toEqual(['flag:b']);
    expect(after.ruleset.flags.get('a')).toBe(before.flags.get('a'));
    expect(before.documents.get('flag:b')).not.toHaveProperty('status');
  });

  it('without a difference changes nothing', () => {
    expect(update(all(flag('a')), { changes: [{ id: 'flag:a', document: flag('a') }] }).changed).toEqual([]);
  });

  it('to a document that cannot be parsed keeps the previous version, and is reported once', () => {
    const bad = { id: 'flag:a', document: flag('a', { version: 2, rules: 'none' }) } as const;
    const first = update(all(flag('a'), flag('b')), { changes: [bad] });
    expect(first.rejected).toMatchObject([{ id: 'flag:a', version: 2, kept: true }]);
    expect(first.ruleset.documents.get('flag:a')).toMatchObject({ version: 1 });
    const second = update(first.ruleset, { changes: [bad] });
    expect({ rejected: second.rejected, changed: second.changed }).toEqual({ rejected: [], changed: [] });
    const fixed = update(second.ruleset, { changes: [{ id: 'flag:a', document: flag('a', { version: 3 }) }] });
    expect({ changed: fixed.changed, rejected: fixed.ruleset.rejected.size }).toEqual({
      changed: ['flag:a'],
      rejected: 0,
    });
  });

  it('to a document with a missing reference keeps the previous version until the reference exists', () => {
    const before = all(flag('a'));
    const early = update(before, { changes: [{ id: 'flag:a', document: { ...needs('a', 'b'), version: 2 } }] });
    expect(early.ruleset.documents.get('flag:a')).toMatchObject({ version: 1 });
    const late = update(early.ruleset, { changes: [{ id: 'flag:b', document: flag('b') }] });
    expect(late.changed.toSorted()).toEqual(['flag:a', 'flag:b']);
    expect(late.ruleset.documents.get('flag:a')).toMatchObject({ version: 2 });
  });

  it('of an unknown kind is reported, and affects nothing else', () => {
    const before = all(flag('a'), { kind: 'environment', key: 'production' });
    const id = 'experiment:production' as DocumentId;
    const document = { kind: 'experiment', key: 'production', version: 1 };
    const updated = update(before, { changes: [{ id, document }] });
    expect(updated.rejected).toMatchObject([{ id, version: 1, kept: false }]);
    expect([updated.changed, [...updated.ruleset.documents.keys()]]).toEqual([
      [],
      ['flag:a', 'environment:production'],
    ]);
    const gone = update(updated.ruleset, { changes: [{ id, document: null }] });
    expect({
      changed: gone.changed,
      rejected: gone.ruleset.rejected.size,
      documents: gone.ruleset.documents.size,
    }).toEqual({ changed: [], rejected: 0, documents: 2 });
  });

  it('that deletes a segment invalidates only the flags that need it', () => {
    const before = all(segment('s'), flag('a', { rules: [{ when: { segment: 's' }, serve: 'on' }] }), flag('b'));
    const after = update(before, { changes: [{ id: 'segment:s', document: null }] });
    expect(after.rejected).toMatchObject([{ id: 'flag:a', kept: false }]);
    expect(after.changed.toSorted()).toEqual(['flag:a', 'segment:s']);
    expect(after.ruleset.flags.get('a')?.problem).toContain('there is no segment "s"');
  });
});

describe('documents that reference each other', () => {
  it('are invalid in a cycle, but not when they only lead into it', () => {
    const ruleset = all(needs('a', 'b'), needs('b', 'c'), needs('c', 'a'), needs('outside', 'a'), flag('fine'));
    expect(faultsOf(ruleset)).toEqual([
      expect.stringContaining('flag:a refers to itself through a cycle: flag:a → flag:b → flag:c → flag:a'),
      expect.stringContaining('flag:b refers to itself'),
      expect.stringContaining('flag:c refers to itself'),
    ]);
  });

  it('are invalid when a required segment is', () => {
    const ruleset = all(
      segment('a', 'b'),
      segment('b', 'a'),
      segment('c', 'a'),
      flag('f', { rules: [{ when: { segment: 'c' }, serve: 'on' }] }),
    );
    expect(faultsOf(ruleset)).toHaveLength(4);
    expect(ruleset.flags.get('f')?.problem).toContain('the segment "c" cannot be evaluated itself');
  });

  it('may form a chain up to the limit', () => {
    const chain = Array.from({ length: LIMITS.chain + 1 }, (_, index) =>
      index === 0 ? flag('f0') : needs(`f${index}`, `f${index - 1}`),
    );
    expect(faultsOf(all(...chain))).toEqual([
      expect.stringMatching(new RegExp(`^flag:f${LIMITS.chain} .*chain of ${LIMITS.chain + 1}`)),
    ]);
  });

  it('may not multiply until one check is slow', () => {
    const doubling = Array.from({ length: 25 }, (_, index) =>
      index === 0 ? segment('s0') : segment(`s${index}`, `s${index - 1}`, `s${index - 1}`),
    );
    expect(faultsOf(all(...doubling))[0]).toContain(`more than ${LIMITS.steps} conditions`);
  });
});

describe('patterns', () => {
  it('wait for the engine, and report their issues with a path', async () => {
    const matching = (value: string): FlagDocument =>
      flag('a', { rules: [{ when: { attribute: 'x', operator: 'matches', value }, serve: 'on' }] });
    const { ruleset, rejected } = await updateRuleset(UNLOADED, { revision: undefined, documents: [matching('(')] });
    expect(rejected[0]?.issues).toMatchObject([{ path: '$.rules[0].when.value', fault: 'meaning' }]);
    expect(ruleset.flags.get('a')?.problem).toContain('not a valid RE2 pattern');
    expect(update(ruleset, { documents: [matching('a+')] }).ruleset.rejected.size).toBe(0);
  });
});
