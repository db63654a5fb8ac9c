import { sharedInProcess } from '../model/shared-in-process.ts';
import type { EventEmitter } from './event-emitter.ts';
import type { FlagstaffEvents } from './events.ts';
import type { Warn } from './warner.ts';

/** Number of clients of one store that are more than a process needs. */
const MANY = 10;

/** Number of open clients by epoch, which identifies a store. */
const open = /* @__PURE__ */ sharedInProcess('open-clients', () => new Map<string, number>());

/** Counts a client among those of its store, and warns about the tenth. Returns a function to call when the client is closed. */
export function countClient(events: EventEmitter, warn: Warn): () => void {
  let counted: string | undefined;

  function leave(): void {
    if (counted === undefined) return;
    const others = (open.get(counted) ?? 1) - 1;
    if (others === 0) open.delete(counted);
    else open.set(counted, others);
    counted = undefined;
  }

  function count({ revision }: FlagstaffEvents['ready'] | FlagstaffEvents['change']): void {
    if (revision === undefined || revision.epoch === counted) return;
    leave();
    counted = revision.epoch;
    const clients = (open.get(counted) ?? 0) + 1;
    open.set(counted, clients);
    if (clients === MANY) warn('MANY_CLIENTS', `${MANY} clients of one store are open.`, 'clients');
  }

  events.on('ready', count);
  events.on('change', count);
  return leave;
}
