import {
  createBackoff,
  createLifetime,
  inBackground,
  isFlagstaffError,
  pauseWithin,
  withDeadline,
} from '@flagstaff/core/storage';
import type { Lifetime } from '@flagstaff/core/storage';
import { corrupt } from './errors.ts';
import { describe, Fault, faultOf } from './fault.ts';
import { RETRY } from './retry.ts';
import type { Session } from './session.ts';

/** A command with its key and its deadline. */
interface Command {
  readonly key: string;
  /** Starts with the command's name. */
  readonly args: readonly string[];
  readonly deadlineMs: number;
  /** Whether it may be sent again after its reply was lost. True only for reads. */
  readonly repeatable: boolean;
}

/** Sends commands. Connects on demand, and reconnects when the previous session is suspect. */
export interface Connection {
  /**
   * Resolves to the raw reply, a list. Waits for a connection that is being opened, and until the deadline for the next one when the
   * command was not sent or may be sent again. The deadline starts when the connection is open. Rejects with a `Fault`.
   */
  send(command: Command): Promise<readonly unknown[]>;
  /** Sends a command that is answered with a number, in the same way. */
  count(command: Command): Promise<number>;
  /** Resolves to the session that commands use, once it is open. */
  session(): Promise<Session>;
  /** Idempotent and immediate. Rejects waiting commands. */
  close(): void;
}

/** Milliseconds, on average, between attempts while a slot moves. */
const TRY_AGAIN_MS = 40;

export function createConnection(open: (lifetime: Lifetime) => Promise<Session>): Connection {
  const closing = createLifetime();
  const retry = createBackoff(RETRY);
  let current: Promise<Session> | undefined;
  let notBefore = 0;

  /** Discards a session, or the attempt to open one. The next attempt backs off. */
  const discard = (session: Promise<Session>): void => {
    if (current !== session) return;
    current = undefined;
    notBefore = performance.now() + retry.next();
    inBackground(async () => (await session).destroy());
  };

  const start = async (): Promise<Session> => {
    await pauseWithin(closing, notBefore - performance.now());
    if (closing.over) throw closed();
    return open(closing);
  };

  const acquire = (): Promise<Session> => {
    if (current !== undefined) return current;
    const session = start();
    current = session;
    inBackground(
      async () => {
        await (
          await session
        ).lost;
        discard(session);
      },
      () => discard(session),
    );
    return session;
  };

  async function exchange<T>(
    { key, args, deadlineMs, repeatable }: Command,
    isReply: (reply: unknown) => reply is T,
  ): Promise<T> {
    let until = performance.now() + deadlineMs;
    let fault: Fault | undefined;
    let connected = false;
    for (;;) {
      if (closing.over) throw closed();
      const started = performance.now();
      if (started >= until) throw fault ?? new Fault('offline', 'the connection timed out', key);
      const attempt = acquire();
      // An attempt ends by itself. Another one would only start over.
      const opened = await attempt.catch((error: unknown) => {
        // No attempt can succeed: the driver is missing.
        if (isFlagstaffError(error)) throw error;
        fault = new Fault('offline', describe(error), key);
        return undefined;
      });
      if (opened === undefined) continue;
      // Once: a server that keeps hanging up must not keep the caller.
      if (!connected) until += performance.now() - started;
      connected = true;
      try {
        const reply = await withDeadline(opened.send(key, args), until - performance.now(), {
          lifetime: closing,
        });
        // Anything else is the answer to another command, or not from Redis.
        if (!isReply(reply)) throw new Fault('lost', 'the reply did not belong to the command', key);
        retry.reset();
        return reply;
      } catch (error) {
        fault = faultOf(error, key);
        if (fault.suspect) discard(attempt);
        if (fault.kind === 'try-again') {
          await pauseWithin(closing, TRY_AGAIN_MS * (0.5 + Math.random()));
          continue;
        }
        if (fault.kind !== 'offline' && !(fault.kind === 'lost' && repeatable)) throw fault;
      }
    }
  }

  return {
    async session() {
      if (closing.over) throw closed();
      return acquire();
    },
    send: (command) => exchange(command, isList),
    count: (command) => exchange(command, isNumber),
    close() {
      closing.end();
      const session = current;
      current = undefined;
      inBackground(async () => (await session)?.destroy());
    },
  };
}

const isList = (reply: unknown): reply is readonly unknown[] => Array.isArray(reply);
const isNumber = (reply: unknown): reply is number => typeof reply === 'number';

function closed(): Fault {
  return new Fault('closed', 'the storage backend was closed');
}

/** Checks that a reply contains only strings and nulls. */
export function texts(reply: readonly unknown[], key: string): readonly (string | null)[] {
  if (reply.every((item) => item === null || typeof item === 'string')) return reply;
  throw corrupt(key, 'returned something other than a list of strings');
}
