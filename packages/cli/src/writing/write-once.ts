import { setTimeout as pause } from 'node:timers/promises';
import type { Api } from '../api/api.ts';
import type { Context } from '../frame/context.ts';
import { EXIT } from '../frame/exit.ts';
import { Failure } from '../frame/failure.ts';

const ATTEMPTS = 3;
const PAUSE_MS = 500;

/**
 * Sends a write, which takes effect at most once. When the reply is lost, sends it again with the same token, which answers what
 * became of it.
 *
 * @param send Sends the write with a token. Undefined for a store without a history, which knows no tokens.
 * @throws {Failure} With exit code 5 and the token when the outcome stays unknown, also after Ctrl-C.
 */
export async function writeOnce<T>(
  { io, out }: Pick<Context, 'io' | 'out'>,
  api: Api,
  send: (token: string | undefined) => Promise<T>,
): Promise<T> {
  const { data: me } = await api.call('GET /me', {});
  const token = me.capabilities.commit && me.capabilities.history ? crypto.randomUUID() : undefined;
  let stop: (() => void) | undefined;
  const interrupted = new Promise<never>((_resolve, reject) => {
    stop = io.onInterrupt(() => reject(unknownOutcome('The command was interrupted during a write.', token)));
  });

  async function attempt(): Promise<T> {
    for (let count = 1; ; count += 1) {
      try {
        return await send(token);
      } catch (error) {
        if (!isInDoubt(error)) throw error;
        if (token === undefined || count === ATTEMPTS) throw unknownOutcome('The reply to the write was lost.', token);
        out.words('The reply was lost. Asking again what became of the write.');
        await pause(PAUSE_MS);
      }
    }
  }

  try {
    return await Promise.race([attempt(), interrupted]);
  } finally {
    stop?.();
  }
}

/** Codes of connections that were never made. */
const NOT_SENT = /\((ECONNREFUSED|ENOTFOUND|EAI_AGAIN|ENETUNREACH|EHOSTUNREACH)\)/;

/** Whether the write may have happened. */
function isInDoubt(error: unknown): boolean {
  if (!(error instanceof Failure)) return false;
  const { code, status, detail } = error.problem;
  if (code === 'OFFLINE') return !NOT_SENT.test(detail);
  // A proxy in front of the server gave up.
  return code === 'OUTCOME_UNKNOWN' || (code === 'UNEXPECTED' && status >= 500);
}

function unknownOutcome(what: string, token: string | undefined): Failure {
  const ask = token === undefined ? 'Compare with `flagstaff show`.' : `Ask later: flagstaff history --token ${token}`;
  const detail = `${what} It is unknown whether it succeeded. ${ask}`;
  return new Failure(EXIT.unknown, { status: 504, code: 'OUTCOME_UNKNOWN', detail }, token);
}
