import type { Capability, FullStorageBackend, StorageBackend } from '@flagstaff/core/storage';
import { CAPABILITIES, invalidOptions } from '@flagstaff/core/storage';
import assert from 'node:assert/strict';
import type { StorageCase, StorageFixture, Theme } from './case.ts';
import { gapTheme } from './gaps.ts';
import type { DeclaredGap, StorageConformanceOptions } from './options.ts';
import { THEMES } from './themes/index.ts';

/** The size of a run, for callers that assert on it. */
export interface StorageConformanceReport {
  /** Number of cases registered with the runner. */
  readonly cases: number;
  /** Titles of cases that were skipped because of a declared gap. */
  readonly skipped: readonly string[];
}

/**
 * Tests a storage backend. Registers one test per case with the caller's runner. Each case has its own store.
 *
 * @throws {FlagstaffError} INVALID_OPTIONS when `skip` names no capability, or gives no reason.
 * @example
 * storageConformance({ name: 'mine', describe, it, create: () => myStorage(), skip: [{ capability: 'watch', reason: 'polled' }] });
 */
export function storageConformance(options: StorageConformanceOptions): StorageConformanceReport {
  const gaps = gapsByCapability(options.skip ?? []);
  const skipped: string[] = [];
  const themes = [gapTheme(gaps), ...THEMES].map(({ name, cases }): Theme => {
    const applicable = cases.filter(({ title, needs }) => {
      const applies = needs.every((capability) => !gaps.has(capability));
      if (!applies) skipped.push(`${name}: ${title}`);
      return applies;
    });
    return { name, cases: applicable };
  });
  // Counted before anything runs: runners differ in when they call the callback of `describe`.
  const count = themes.reduce((sum, { cases }) => sum + cases.length, 0);
  assert.ok(count >= MIN_CASES, `the suite has at least ${MIN_CASES} cases, not ${count}`);

  options.describe(`storage conformance: ${options.name}`, () => {
    for (const { name, cases } of themes) {
      if (cases.length === 0) continue;
      options.describe(name, () => {
        for (const storageCase of cases) options.it(storageCase.title, () => runCase(storageCase, options));
      });
    }
  });
  return { cases: count, skipped };
}

/** The number of cases for the four required methods alone. A suite with fewer cases has lost some. */
const MIN_CASES = 40;

function gapsByCapability(skip: readonly DeclaredGap[]): ReadonlyMap<Capability, string> {
  const gaps = new Map<Capability, string>();
  for (const { capability, reason } of skip) {
    if (!CAPABILITIES.includes(capability) || reason.trim() === '') {
      throw invalidOptions(
        `storageConformance: skip has ${JSON.stringify(capability)} with the reason ${JSON.stringify(reason)}. Pass one of ${CAPABILITIES.join(', ')}, and a reason.`,
      );
    }
    gaps.set(capability, reason);
  }
  return gaps;
}

async function runCase({ run }: StorageCase, options: StorageConformanceOptions): Promise<void> {
  const { create, reopen, destroy = (storage: StorageBackend) => storage.close?.(), scale = 1 } = options;
  const storage = await create();
  const opened = [storage];
  const fixture: StorageFixture = {
    // A case calls only what it needs, and the first theme fails when that is missing.
    storage: storage as FullStorageBackend,
    async second() {
      if (reopen === undefined) return fixture.storage;
      const other = await reopen(storage);
      opened.push(other);
      return other as FullStorageBackend;
    },
    times: (count) => Math.max(2, Math.round(count * scale)),
  };
  try {
    await run(fixture);
  } finally {
    for (const each of opened.toReversed()) await destroy(each);
  }
}
