import { expect, it } from 'vitest';
import type { Commit } from '../storage/port.ts';
import { checkRevision } from './reader.ts';
import { joinCommits } from './reading.ts';

const held = { epoch: 'e', number: 1, token: 't1' };

function commit(number: number, previous = `t${number - 1}`): Commit {
  return {
    revision: { epoch: 'e', number, token: `t${number}` },
    previous,
    at: '',
    changes: [{ id: 'flag:a', before: null, after: null }],
  };
}

it('joins commits that form a chain from the current revision', () => {
  expect(joinCommits(held, [commit(2), commit(3)])?.revision?.token).toBe('t3');
  expect(joinCommits(held, [])).toEqual({ revision: held, changes: [] });
});

it('rejects commits with a gap, from elsewhere, or of another epoch', () => {
  expect(joinCommits(held, [commit(3)])).toBeUndefined();
  expect(joinCommits(held, [commit(2), commit(4)])).toBeUndefined();
  expect(joinCommits(held, [commit(2, 'x')])).toBeUndefined();
  const other = { ...commit(2), revision: { epoch: 'other', number: 2, token: 't2' } };
  expect(joinCommits(held, [other])).toBeUndefined();
});

it('rejects a commit that stores a document under another id', () => {
  const after = { kind: 'segment', key: 'a', version: 1, createdAt: '', updatedAt: '' } as const;
  const changed = (id: 'flag:a' | 'segment:a'): Commit => ({ ...commit(2), changes: [{ id, before: null, after }] });
  expect(joinCommits(held, [changed('flag:a')])).toBeUndefined();
  expect(joinCommits(held, [changed('segment:a')])?.changes).toHaveLength(1);
});

it.each([{}, 'text', { epoch: 'e', number: '1', token: 't' }, { epoch: 'e', number: 0.5, token: 't' }])(
  'rejects %j as a revision',
  (revision) => {
    expect(() => checkRevision(revision, 'store')).toThrow(
      expect.objectContaining({ code: 'STORAGE_CORRUPT' }) as Error,
    );
  },
);
