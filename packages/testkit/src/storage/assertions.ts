import { isFlagstaffError } from '@flagstaff/core';
import type { FlagstaffErrorCode } from '@flagstaff/core';
import type { CommitDelta } from '@flagstaff/core/storage';
import assert from 'node:assert/strict';

/** Asserts that the promise rejects with a `FlagstaffError` of this code. */
export async function assertRejects(promise: Promise<unknown>, code: FlagstaffErrorCode): Promise<void> {
  await assert.rejects(promise, (error: unknown) => {
    assert.ok(isFlagstaffError(error), `rejects with a FlagstaffError, not with ${String(error)}`);
    assert.equal(error.code, code, error.message);
    return true;
  });
}

/** Asserts that commits, oldest first, form a chain without a gap. */
export function assertChain(commits: readonly CommitDelta[]): void {
  for (const [index, commit] of commits.entries()) {
    const before = commits[index - 1];
    if (before === undefined) continue;
    assert.equal(commit.previous, before.revision.token, 'each commit names the token of the one before');
    assert.equal(commit.revision.number, before.revision.number + 1, 'revision numbers have no gap');
    assert.equal(commit.revision.epoch, before.revision.epoch, 'the epoch is set once');
  }
}

/** Resolves when `holds` returns true. Fails after 4 seconds, before the default timeout of test runners. */
export async function eventually(holds: () => boolean, expectation: string): Promise<void> {
  const attempts = 400;
  for (let attempt = 0; attempt < attempts; attempt++) {
    if (holds()) return;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  assert.fail(`expected that ${expectation}`);
}

/** Far more than the number of times that another writer can win the race. */
const ATTEMPTS = 5_000;

/** Retries a write until no other writer interferes. Only successes count. */
export async function untilUncontested<T>(attempt: () => Promise<T>): Promise<T> {
  for (let attempts = 1; ; attempts++) {
    try {
      return await attempt();
    } catch (error) {
      if (!isFlagstaffError(error, 'VERSION_CONFLICT')) throw error;
      assert.ok(attempts < ATTEMPTS, `still a conflict after ${ATTEMPTS} attempts: ${error.message}`);
    }
  }
}
