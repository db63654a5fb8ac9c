import { sharedInProcess } from '../model/shared-in-process.ts';
import type { Warn } from './warner.ts';

/** Number of clients of one store that are more than a process needs. */
const MANY = 10;

/** Number of open clients by epoch, which identifies a store. */
const open = /* @__PURE__ */ sharedInProcess('open-clients', () => new Map<string, number>());

/** Counts a client at the epoch of the store that it has reached. Undefined when it is closed, or has reached none. */
export type CountClient = (epoch?: string) => void;

/** Returns a function that counts a client among those of its store, and warns about the tenth. */
export function createClientCount(warn: Warn): CountClient {
  let counted: string | undefined;
  /** Returns the number of clients, with the difference. */
  const add = (difference: number): number => {
    if (counted === undefined) return 0;
    const clients = (open.get(counted) ?? 0) + difference;
    open.set(counted, clients);
    if (clients === 0) open.delete(counted);
    return clients;
  };
  return (epoch) => {
    if (epoch === counted) return;
    add(-1);
    counted = epoch;
    if (add(1) === MANY) warn('MANY_CLIENTS', `${MANY} clients of one store are open.`, 'clients');
  };
}
