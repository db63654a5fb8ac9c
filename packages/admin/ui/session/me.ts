import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { Me } from '../api/types.ts';
import type { Permission } from '../../src/client.ts';

/** The answer of `GET /me`. The shell provides it. */
export const MeContext = createContext<Me | undefined>(undefined);

/** The caller and what it may do. The shell waits for it, so screens always have it. */
export function useMe(): Me {
  const me = useContext(MeContext);
  if (me === undefined) throw new Error('Screens are rendered after `GET /me`.');
  return me;
}

/** What the caller may do somewhere, or why it may not. */
export interface Allowance {
  readonly allowed: boolean;
  /** Shown instead of a control. Undefined when it is allowed. */
  readonly reason: string | undefined;
}

/** Returns whether the caller has a permission in some environment. What a change affects decides in which it needs one. */
export function useMaySomewhere(permission: Permission): Allowance {
  const { permissions, readOnly } = useMe();
  const everywhere = useMay(permission);
  const isSomewhere = Object.values(permissions).some((some) => some.includes(permission));
  return isSomewhere && !readOnly ? { allowed: true, reason: undefined } : everywhere;
}

/**
 * Returns whether the caller has a permission. The server decides again with every write: this only hides controls.
 *
 * @param environment Omit for the flag without patches, and for what belongs to no environment.
 */
export function useMay(permission: Permission, environment?: string): Allowance {
  const { permissions, readOnly, roles } = useMe();
  if (readOnly && permission !== 'read') return { allowed: false, reason: 'This page is read-only.' };
  if ((permissions[environment ?? '*'] ?? permissions['*'])?.includes(permission))
    return { allowed: true, reason: undefined };
  const role = roles[environment ?? '*'] ?? roles['*'] ?? 'viewer';
  return { allowed: false, reason: `Your role is ${role}${environment === undefined ? '' : ` in ${environment}`}.` };
}
