// Docs: docs/sync.md, "Last known good"
import { FlagstaffError } from '../model/error.ts';
import type { Ruleset } from '../ruleset/update-ruleset.ts';
import { inBackground } from '../timing/background.ts';
import { digest } from '../storage/digest.ts';
import type { Snapshot } from '../storage/port.ts';
import type { Clock } from '../timing/clock.ts';
import { createLifetime } from '../timing/lifetime.ts';
import { createSlices } from '../timing/slices.ts';
import type { ErrorLog } from './problem-log.ts';
import type { SharedTools } from './shared-tools.ts';
import type { WholeReading } from './reading.ts';

/** Keeps a copy of the last documents outside the process, such as `lastKnownGoodFile(path)` of `@flagstaff/core/node`. */
export interface LastKnownGood {
  /** Returns the last written text. Undefined when there is none. Rejects when it is damaged. */
  read(): Promise<string | undefined>;
  /** Replaces the text atomically. */
  write(text: string): Promise<void>;
}

/** Debounce of writes, in milliseconds. */
const DEBOUNCE = 1_000;
/** The first line of a copy: format, version, digest of the rest. The next line is the revision, every other one a document. */
const HEADER = /^flagstaff-last-known-good 2 ([0-9a-f]{16})$/;
/** The number of documents after which other work may go on. */
const DOCUMENTS_AT_ONCE = 100;

/** Yields to the event loop when it is time. */
type Turn = ReturnType<typeof createSlices>;

export interface LastKnownGoodOptions {
  readonly clock: Clock;
  /** Write only when asked to. */
  readonly onDemand: boolean;
  readonly problems: ErrorLog;
  readonly tools: SharedTools;
}

/** Maintains and reads the copy. Never delays an evaluation. Reading it rejects when its code cannot be loaded. */
export interface LastKnownGoodWriter {
  read(): Promise<WholeReading | undefined>;
  /** Reports that the copy cannot be used. */
  refuse(cause: unknown): Promise<void>;
  /** Schedules a write of the ruleset. On demand, it is written by the next `flush`. */
  keep(ruleset: Ruleset): Promise<void>;
  /** Writes pending changes now. */
  flush(): Promise<void>;
  /** Writes pending changes now, if that is quick. */
  close(): Promise<void>;
}

export function createLastKnownGoodWriter(
  place: LastKnownGood,
  { clock, onDemand, problems, tools }: LastKnownGoodOptions,
): LastKnownGoodWriter {
  const { checkSnapshot, singleFlight, withStepDeadline } = tools;
  const lifetime = createLifetime();
  let waiting: Ruleset | undefined;
  let cancel: (() => void) | undefined;

  const write = async (): Promise<void> => {
    const ruleset = waiting;
    waiting = undefined;
    if (ruleset === undefined) return;
    const what = 'Writing the last-known-good copy';
    try {
      await withStepDeadline('copy', async () => place.write(await encode(ruleset)), { clock, lifetime, what });
      problems.settle('copy');
    } catch (cause) {
      // A close that does not wait is no failure.
      if (!lifetime.over) problems.report('copy', copyFailed('Writing', cause));
    }
  };

  const writing = singleFlight(write);

  return {
    async read() {
      const what = 'Reading the last-known-good copy';
      try {
        const text = await withStepDeadline('copy', async () => place.read(), { clock, lifetime, what });
        return text === undefined ? undefined : checkSnapshot(await decode(text), 'The last-known-good copy');
      } catch (cause) {
        problems.report('copy', copyFailed('Reading', cause));
        return undefined;
      }
    },
    async refuse(cause) {
      problems.report('copy', copyFailed('Reading', cause));
    },
    async keep(ruleset) {
      if (waiting === undefined && !onDemand) {
        cancel?.();
        cancel = clock.setTimer(() => inBackground(writing.run), DEBOUNCE);
      }
      waiting = ruleset;
    },
    // Not shared with writes in flight: one may have died with its request.
    flush: write,
    async close() {
      cancel?.();
      const what = 'Writing the last copy';
      if (waiting !== undefined || writing.running) {
        await withStepDeadline('stop', () => writing.run(), { clock, what, keepAlive: true }).catch(() => undefined);
      }
      lifetime.end();
    },
  };
}

async function encode({ revision, documents }: Ruleset): Promise<string> {
  const turn = createSlices();
  // Listed at once: the ruleset may be replaced meanwhile.
  const lines = await inTurns([revision ?? null, ...documents.values()], turn, (part) => JSON.stringify(part));
  return `flagstaff-last-known-good 2 ${await digestOf(lines, turn)}\n${lines.join('\n')}`;
}

async function decode(text: unknown): Promise<Snapshot> {
  if (typeof text !== 'string') throw new TypeError('The copy is not text.');
  const [header = '', ...lines] = text.split('\n');
  const turn = createSlices();
  if (lines.length === 0 || HEADER.exec(header)?.[1] !== (await digestOf(lines, turn)))
    throw new Error('The copy is damaged, or was not written by Flagstaff.');
  // The digest proves integrity, not that Flagstaff wrote the text.
  const [revision, ...documents] = await inTurns(lines, turn, (line): unknown => JSON.parse(line));
  return { revision: revision ?? undefined, documents } as Snapshot;
}

/** Returns a digest of the lines' digests: that of the whole text would take the event loop for as long as the text is. */
async function digestOf(lines: readonly string[], turn: Turn): Promise<string> {
  return digest((await inTurns(lines, turn, digest)).join(''));
}

async function inTurns<T, R>(parts: readonly T[], turn: Turn, work: (part: T) => R): Promise<R[]> {
  const done: R[] = [];
  for (const part of parts) {
    done.push(work(part));
    if (done.length % DOCUMENTS_AT_ONCE === 0) await turn();
  }
  return done;
}

function copyFailed(what: 'Reading' | 'Writing', cause: unknown): FlagstaffError {
  const consequence = what === 'Reading' ? 'the copy is ignored' : 'the copy is out of date';
  return new FlagstaffError(
    'LAST_KNOWN_GOOD_FAILED',
    `${what} the last-known-good copy failed; ${consequence}. See the error's \`cause\`.`,
    { cause },
  );
}
