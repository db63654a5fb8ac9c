import { isFlagstaffError } from '@flagstaff/core';
import type { Api } from '../api/api.ts';

/**
 * Says whether stored members can be looked up: in SQL they have a table of their own, which no other command reads. Undefined when the
 * store has none, or is reached through a server.
 */
export async function readsMembers({
  storage,
}: Api): Promise<{ readonly ok: boolean; readonly detail: string } | undefined> {
  if (storage?.hasMembers === undefined) return undefined;
  try {
    await storage.hasMembers([{ segment: 'doctor', member: 'doctor' }]);
    return { ok: true, detail: 'can be looked up' };
  } catch (error) {
    const reason = isFlagstaffError(error) ? error.message.split('\n', 1)[0]! : 'the store does not respond.';
    return { ok: false, detail: `cannot be looked up: ${reason}` };
  }
}
