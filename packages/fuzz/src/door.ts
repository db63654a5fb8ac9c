import { ERROR_CODES, isFlagstaffError } from '@flagstaff/core';
import type { FlagstaffErrorCode } from '@flagstaff/core';
import { SOAKING } from '@flagstaff/spec';
import { report } from '@flagstaff/testbed';
import { createFindings } from './findings.ts';
import { createLoopMeter, heapInUse, inheritedNames } from './meters.ts';
import { createRandom } from './random.ts';
import type { Random } from './random.ts';
import { isTrap } from './values.ts';

/** Milliseconds for which no case may block the event loop. Under `npm test`, on a busy machine, twenty times as long. */
const BLOCK_MS = SOAKING ? 50 : 1_000;
/** Number of repetitions of a slow case: the shortest time is its own, the rest is garbage collection and compilation. */
const AGAIN = 3;
/** Milliseconds after which a case counts as hanging. The run is then aborted. */
const HANG_MS = 60_000;
/** Number of findings after which the run is aborted, because it has failed already. */
const ENOUGH = 500;
/** Maximum growth of the heap in bytes between the first tenth of the cases and the last one. */
const GROWTH = 32 * 2 ** 20;

export interface Door {
  /** Used in the report. */
  readonly name: string;
  /** Total number of hostile values. */
  readonly cases: number;
  /** Number of hostile values per call of `knock`. Defaults to 1. */
  readonly batch?: number;
  /** Codes that may be thrown. Anything else is a finding. */
  readonly codes: readonly FlagstaffErrorCode[];
  /** Whether errors of the hostile values themselves may propagate. Defaults to false. */
  readonly passesTraps?: boolean;
  /**
   * Passes in hostile values. Resolves to a short outcome. Throws when a guarantee is violated. Called again with the same values
   * when it was slow.
   */
  readonly knock: (random: Random, note: (value: unknown) => void) => unknown;
}

/**
 * Fuzzes an entry point with all cases. Fails with every distinct finding and the first example of each. Checks that only documented
 * codes are thrown, no rejection is unhandled, the event loop is never blocked, no prototype changes, and memory stays flat.
 */
export async function fuzz({
  name,
  cases,
  batch = 1,
  codes,
  passesTraps = false,
  knock,
}: Door): Promise<ReadonlyMap<string, number>> {
  const outcomes = new Map<string, number>();
  const findings = createFindings();
  const before = inheritedNames();
  const meter = createLoopMeter();
  const rounds = Math.ceil(cases / batch);
  const began = process.cpuUsage();
  let current: unknown;
  let slowest = 0;
  let heap: number | undefined;
  const onLonely = (error: unknown): void => findings.add('left a rejection unhandled', error, current);
  process.on('unhandledRejection', onLonely);
  let hangs = false;

  async function once(seed: number): Promise<number> {
    current = undefined;
    meter.reset();
    try {
      const note = (value: unknown): void => {
        current = value;
      };
      const result = knock(createRandom(seed), note);
      const outcome = result instanceof Promise ? await withinReason(result) : result;
      count(outcomes, typeof outcome === 'string' ? outcome : 'done');
    } catch (error) {
      hangs ||= error instanceof Hang;
      if (isExpected(error, codes)) count(outcomes, (error as { readonly code: string }).code);
      else if (passesTraps && isTrap(error)) count(outcomes, 'trap');
      else findings.add('threw', error, current);
    }
    return meter.longest();
  }

  for (let round = 0; round < rounds && !hangs && findings.times < ENOUGH; round += 1) {
    let took = await once(round);
    for (let again = 0; again < AGAIN && took > BLOCK_MS; again += 1) took = Math.min(took, await once(round));
    if (took > BLOCK_MS) findings.add('blocked', new Error(`for ${Math.round(took)} ms`), current);
    slowest = Math.max(slowest, took);
    if (round % 50 === 0) await new Promise((resolve) => setImmediate(resolve));
    if (inheritedNames() !== before) findings.add('changed a prototype', new Error(inheritedNames()), current);
    if (round === Math.floor(rounds / 10)) heap = heapInUse();
  }

  const { user, system } = process.cpuUsage(began);
  const growth = heap === undefined ? 0 : heapInUse() - heap;
  meter.stop();
  process.off('unhandledRejection', onLonely);
  if (growth > GROWTH) findings.add('grew', new Error(`by ${Math.round(growth / 2 ** 20)} MB`), undefined);
  report(`fuzz: ${name}`, {
    cases: { measured: rounds * batch, criterion: 'outcomes' },
    'processor, s': { measured: (user + system) / 1e6, criterion: 'about 60 for all entry points in npm test' },
    'longest block, ms': { measured: slowest, criterion: `<= ${BLOCK_MS}` },
    'growth, MB': { measured: growth / 2 ** 20, criterion: `<= ${GROWTH / 2 ** 20}` },
  });
  findings.check(name);
  return outcomes;
}

/** A wait that never ends. Aborts the run, because every further case would wait too. */
export class Hang extends Error {}

function isExpected(error: unknown, codes: readonly FlagstaffErrorCode[]): boolean {
  return isFlagstaffError(error) && Object.hasOwn(ERROR_CODES, error.code) && codes.includes(error.code);
}

async function withinReason(result: Promise<unknown>): Promise<unknown> {
  let timer: NodeJS.Timeout | undefined;
  const hang = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Hang(`did not end within ${HANG_MS} ms`)), HANG_MS);
  });
  try {
    return await Promise.race([result, hang]);
  } finally {
    clearTimeout(timer);
  }
}

function count(outcomes: Map<string, number>, outcome: string): void {
  outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
}
