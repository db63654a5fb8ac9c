import { LIMITS } from '@flagstaff/core';
import { isPlainObject, nameOf } from '@flagstaff/http/endpoint';
import { ROLES } from './identity.ts';
import type { Identity, Role } from './identity.ts';

const NAMES: ReadonlySet<string> = new Set(['actor', 'name', 'via', 'roles', 'can']);

/**
 * Parses the return value of `authorize`.
 * @throws {TypeError} For anything but a verdict.
 */
export function readVerdict(verdict: unknown): Identity | 401 | 403 {
  if (verdict === false || verdict === undefined || verdict === null) return 401;
  if (verdict === 'forbidden') return 403;
  if (!isPlainObject(verdict)) throw new TypeError(`\`authorize\` returned ${nameOf(verdict)}.`);
  const unknown = Reflect.ownKeys(verdict).find((name) => typeof name !== 'string' || !NAMES.has(name));
  if (unknown !== undefined) throw new TypeError(`\`authorize\` returned an object with "${String(unknown)}".`);
  const { actor, name, via, roles, can } = verdict as { readonly [field in keyof Identity]?: unknown };
  if (!isLabel(actor)) throw new TypeError('`authorize` returned an `actor` that is not 1 to 256 characters.');
  if (name !== undefined && !isLabel(name)) throw new TypeError('`authorize` returned a `name` that is not a label.');
  if (via !== undefined && !isLabel(via, LIMITS.via))
    throw new TypeError(`\`authorize\` returned a \`via\` that is not 1 to ${LIMITS.via} characters.`);
  if (can !== undefined && typeof can !== 'function')
    throw new TypeError('`authorize` returned a `can` that is not a function.');
  return {
    actor,
    roles: readRoles(roles),
    ...(name === undefined ? {} : { name }),
    ...(via === undefined ? {} : { via }),
    ...(can === undefined ? {} : { can: can as NonNullable<Identity['can']> }),
  };
}

/**
 * Parses roles.
 * @throws {TypeError} For an unknown role, and when there is none.
 */
function readRoles(roles: unknown): Identity['roles'] {
  if (isRole(roles)) return roles;
  if (!isPlainObject(roles))
    throw new TypeError(`\`roles\` must be a role, or an object of roles, not ${nameOf(roles)}.`);
  const entries = Object.entries(roles) as [string, unknown][];
  if (entries.length === 0) throw new TypeError('`roles` names no role.');
  const invalid = entries.find(([, role]) => !isRole(role));
  if (invalid !== undefined) throw new TypeError('`roles` has a value that is not a role.');
  // A copy without a prototype: it cannot change, and an environment may be named like a method of objects.
  return Object.assign(Object.create(null) as object, roles) as { [environment: string]: Role };
}

function isRole(value: unknown): value is Role {
  return (ROLES as readonly unknown[]).includes(value);
}

function isLabel(value: unknown, most: number = LIMITS.actor): value is string {
  return typeof value === 'string' && value.length >= 1 && value.length <= most;
}
