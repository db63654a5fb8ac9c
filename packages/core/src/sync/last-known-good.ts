// Docs: docs/sync.md, "Last known good"
import { FlagstaffError } from '../model/error.ts';
import type { Ruleset } from '../ruleset/update-ruleset.ts';
import { inBackground } from '../timing/background.ts';
import { digest } from '../storage/digest.ts';
import type { Snapshot } from '../storage/port.ts';
import type { Clock } from '../timing/clock.ts';
import { createLifetime } from '../timing/lifetime.ts';
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
const DEBOUNCE = 500;
/** The header of a copy: format, version, digest of the rest. */
const HEADER = /^flagstaff-last-known-good 1 ([0-9a-f]{16})\n/;

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
      await withStepDeadline('copy', async () => place.write(encode(ruleset)), { clock, lifetime, what });
      problems.settle('copy');
    } catch (cause) {
      problems.report('copy', copyFailed('Writing', cause));
    }
  };

  const writing = singleFlight(write);

  return {
    async read() {
      const what = 'Reading the last-known-good copy';
      try {
        const text = await withStepDeadline('copy', async () => place.read(), { clock, lifetime, what });
        return text === undefined ? undefined : checkSnapshot(decode(text), 'The last-known-good copy');
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

function encode({ revision, documents }: Ruleset): string {
  const body = JSON.stringify({ revision, documents: [...documents.values()] });
  return `flagstaff-last-known-good 1 ${digest(body)}\n${body}`;
}

function decode(text: unknown): Snapshot {
  if (typeof text !== 'string') throw new TypeError('The copy is not text.');
  const [header, sum] = HEADER.exec(text) ?? [];
  const body = text.slice(header?.length ?? 0);
  if (header === undefined || digest(body) !== sum)
    throw new Error('The copy is damaged, or was not written by Flagstaff.');
  // The digest proves integrity, not that Flagstaff wrote the text.
  return JSON.parse(body) as Snapshot;
}

function copyFailed(what: 'Reading' | 'Writing', cause: unknown): FlagstaffError {
  const consequence = what === 'Reading' ? 'the copy is ignored' : 'the copy is out of date';
  return new FlagstaffError(
    'LAST_KNOWN_GOOD_FAILED',
    `${what} the last-known-good copy failed; ${consequence}. See the error's \`cause\`.`,
    { cause },
  );
}
