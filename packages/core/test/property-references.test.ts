import type { Document, FlagDocument, SegmentDocument } from '@flagstaff/core';
import { createFlagstaff } from '@flagstaff/core';
import { createMemoryStorage } from '@flagstaff/core/storage';
import { describe, expect, it } from 'vitest';

// Few documents, each referencing the previous one twice: naive evaluation doubles its work per level. Such a flag is either
// rejected or answered at once. The test's timeout is the proof.
const LEVELS = 27;

const levels = Array.from({ length: LEVELS }, (_, level) => level);

const flags = levels.flatMap((level): FlagDocument[] =>
  ['a', 'b'].map((side) => ({
    kind: 'flag',
    key: `${side}${level}`,
    type: 'boolean',
    default: 'on',
    prerequisites: level === 0 ? [] : ['a', 'b'].map((other) => ({ flag: `${other}${level - 1}`, variants: ['on'] })),
  })),
);

const segments = levels.map((level): SegmentDocument => ({
  kind: 'segment',
  key: `s${level}`,
  when:
    level === 0
      ? { attribute: 'x', operator: 'not_exists' }
      : { all: [{ segment: `s${level - 1}` }, { segment: `s${level - 1}` }] },
}));

const member = (level: number): FlagDocument => ({
  kind: 'flag',
  key: `member-${level}`,
  type: 'boolean',
  rules: [{ when: { segment: `s${level}` }, serve: 'on' }],
});

async function answer(documents: readonly Document[], key: string) {
  const client = createFlagstaff({ storage: createMemoryStorage({ documents }) });
  await client.ready();
  const { value, reason, errorCode } = client.forContext({}).details(key, false);
  await client.close();
  return { value, reason, errorCode };
}

const refused = { value: false, reason: 'ERROR', errorCode: 'PARSE_ERROR' };

describe('documents that reference each other many times over', () => {
  it.each([
    ['prerequisites', flags, 'a3', `a${LEVELS - 1}`, 'DEFAULT'],
    ['segments', [...segments, member(3), member(LEVELS - 1)], 'member-3', `member-${LEVELS - 1}`, 'TARGETING_MATCH'],
  ] as const)('%s', async (_, documents, shallow, deep, reason) => {
    const right = { value: true, reason, errorCode: undefined };
    expect(await answer(documents, shallow)).toEqual(right);
    expect([right, refused]).toContainEqual(await answer(documents, deep));
  });

  it('a chain of prerequisites beyond the limit is rejected, and the flags below it are served', async () => {
    const chain = Array.from({ length: 100 }, (_, link): FlagDocument => ({
      kind: 'flag',
      key: `c${link}`,
      type: 'boolean',
      default: 'on',
      prerequisites: link === 0 ? [] : [{ flag: `c${link - 1}`, variants: ['on'] }],
    }));
    expect(await answer(chain, 'c20')).toEqual({ value: true, reason: 'DEFAULT', errorCode: undefined });
    expect(await answer(chain, 'c99')).toEqual(refused);
  });
});
