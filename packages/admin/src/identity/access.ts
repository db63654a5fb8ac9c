import { FlagstaffError } from '@flagstaff/core';
import { LEAST_ROLE, ROLES } from './identity.ts';
import type { Identity, Permission, Where } from './identity.ts';

/** What a caller may do. */
export interface Access {
  /** Whether the roles and `can` allow an operation. Without an environment, by the role for all environments. */
  may(permission: Permission, where?: Partial<Where>): boolean;
  /** Whether a role gives the permission anywhere: in all environments or in one. With a document, `can` decides too. */
  mayAnywhere(permission: Permission, where?: Where): boolean;
}

/** Answers questions about a caller. `can` that throws refuses, and is reported. */
export function createAccess(identity: Identity, reportError: (problem: FlagstaffError) => void): Access {
  const { roles, can } = identity;

  function isAllowed(permission: Permission, where: Where): boolean {
    if (can === undefined) return true;
    try {
      // A promise refuses too.
      const allowed: unknown = can(permission, where);
      return allowed === true;
    } catch (cause) {
      const message = "The `can` function of an identity threw. The operation was refused. See the error's `cause`.";
      reportError(new FlagstaffError('AUTHORIZE_FAILED', message, { cause }));
      return false;
    }
  }

  return {
    may(permission, { tags = [], ...where } = {}) {
      return hasRole(roles, permission, where.environment) && isAllowed(permission, { tags, ...where });
    },
    mayAnywhere(permission, where) {
      const all = typeof roles === 'string' ? [roles] : Object.values(roles);
      const hasAny = all.some((role) => ROLES.indexOf(role) >= ROLES.indexOf(LEAST_ROLE[permission]));
      return hasAny && (where === undefined || isAllowed(permission, where));
    },
  };
}

function hasRole(roles: Identity['roles'], permission: Permission, environment: string | undefined): boolean {
  const role = typeof roles === 'string' ? roles : (roles[environment ?? '*'] ?? roles['*']);
  // Documents belong to no environment: who may read one may read them all.
  if (role === undefined) return permission === 'read';
  return ROLES.indexOf(role) >= ROLES.indexOf(LEAST_ROLE[permission]);
}
