import { isFlagstaffError } from '@flagstaff/core';
import type { Authorship, Change } from '@flagstaff/core/management';
import type { Call } from '../routing/route.ts';
import { checkPermission } from './check-permission.ts';
import { earlierCommit } from './write-context.ts';

const ATTEMPTS = 10;

/** A write that core plans. */
export interface PlannedWrite<T> {
  /** Returns the changes that the write would make. */
  review(): Promise<readonly Change[]>;
  /** Writes these changes or nothing. Gets none for a repetition, which writes nothing. */
  write(reviewed: readonly Change[] | undefined): Promise<T>;
}

/** Writes what the caller may change. Planned and checked again when another writer was faster. */
export async function writeReviewed<T>(call: Call, by: Authorship, { review, write }: PlannedWrite<T>): Promise<T> {
  if ((await earlierCommit(call, by)) !== undefined) return write(undefined);
  for (let attempt = 1; ; attempt += 1) {
    const changes = await review();
    await checkPermission(call, await call.service.documents(), changes);
    try {
      return await write(changes);
    } catch (error) {
      if (!isFlagstaffError(error, 'VERSION_CONFLICT') || attempt === ATTEMPTS) throw error;
    }
  }
}
