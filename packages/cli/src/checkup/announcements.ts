import { isFlagstaffError } from '@flagstaff/core';
import { withDeadline } from '@flagstaff/core/storage';
import type { AnswerOf } from '@flagstaff/admin/client';
import type { Api } from '../api/api.ts';

const PATIENCE_MS = 15_000;

/** Says whether changes are announced. Listens for a moment, as an app would; a server listens already, and reports when it cannot. */
export async function hearsAnnouncements(
  { storage }: Api,
  { announces }: AnswerOf<'GET /health'>,
): Promise<{ readonly ok: boolean; readonly detail: string }> {
  if (!announces) return { ok: true, detail: 'none: the store is polled' };
  if (storage?.watch === undefined) return { ok: true, detail: 'the server listens to the store' };
  try {
    const stop = await withDeadline(
      storage.watch(() => undefined),
      PATIENCE_MS,
    );
    await withDeadline(stop(), PATIENCE_MS);
    return { ok: true, detail: 'the store can be listened to' };
  } catch (error) {
    const reason = isFlagstaffError(error) ? error.message.split('\n', 1)[0]! : 'the store does not respond.';
    return { ok: false, detail: `the store is only polled: ${reason}` };
  }
}
