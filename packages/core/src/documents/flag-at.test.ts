import { describe, expect, it } from 'vitest';
import type { FlagDocument } from '../model/flag.ts';
import { flagAt, instantsOf } from './flag-at.ts';
import { patchFlag } from './patch-flag.ts';

const flag: FlagDocument = {
  kind: 'flag',
  key: 'f',
  type: 'string',
  variants: { a: 'A', b: 'B' },
  default: 'a',
  rules: [{ serve: 'a' }],
};
const noon = Date.parse('2026-06-01T12:00:00Z');
const scheduled: FlagDocument = {
  ...flag,
  schedule: [
    { at: '2026-06-02', set: { status: 'inactive' } },
    { at: '2026-06-01T14:00:00+02:00', set: { default: 'a', rules: [] } },
    { at: '2026-06-01T12:00:00Z', set: { default: 'b' } },
  ],
};

describe('a flag at an instant', () => {
  it('is unchanged without a schedule, and while nothing is due', () => {
    expect(flagAt(flag, noon)).toBe(flag);
    const [second, third, first] = [scheduled.schedule?.[1], scheduled.schedule?.[2], scheduled.schedule?.[0]];
    expect(flagAt(scheduled, noon - 1)).toEqual({ ...scheduled, schedule: [second, third, first] });
  });

  it('applies each change from its instant on, and breaks ties by document order', () => {
    const pending = [{ at: '2026-06-02', set: { status: 'inactive' } }];
    expect(flagAt(scheduled, noon)).toEqual({ ...flag, default: 'b', rules: [], schedule: pending });
  });

  it('has no schedule once everything is due', () => {
    expect(flagAt(scheduled, noon + 86_400_000)).toEqual({ ...flag, default: 'b', rules: [], status: 'inactive' });
  });

  it('does not modify the document', () => {
    const before = structuredClone(scheduled);
    flagAt(scheduled, noon);
    expect(scheduled).toEqual(before);
  });

  it('changes once at each instant', () => {
    expect(instantsOf(scheduled)).toEqual([noon, Date.parse('2026-06-02')]);
    expect(instantsOf(flag)).toEqual([]);
  });
});

describe('a flag in an environment', () => {
  it('is unchanged without patches', () => {
    expect(patchFlag(flag, [])).toBe(flag);
  });

  it('replaces each patched field entirely, and the last patch wins', () => {
    expect(patchFlag(scheduled, [{ rules: [], default: 'b' }, { default: 'a', schedule: [] }, {}])).toEqual({
      ...flag,
      rules: [],
      default: 'a',
      schedule: [],
    });
  });
});
