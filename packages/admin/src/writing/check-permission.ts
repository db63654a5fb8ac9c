// Docs: docs/admin.md, "Roles"
import type { DocumentId } from '@flagstaff/core';
import type { Change } from '@flagstaff/core/management';
import { problem } from '../answers/problem.ts';
import type { Documents } from '../documents.ts';
import { aboutOf, effectsOf, inPlace, permissionIn } from './effects.ts';
import type { Asking, Effect } from './effects.ts';

type Needed = Pick<Effect, 'environment' | 'permission' | 'allowed'>;

/**
 * Checks that the caller may make changes, in every environment that they affect.
 * @throws {Error} 403 with the environments in which it may not.
 */
export async function checkPermission(asking: Asking, documents: Documents, changes: readonly Change[]): Promise<void> {
  const preview = await asking.service.management.preview(changes);
  for (const { id, effects, allowed } of effectsOf(asking, documents, changes, preview)) {
    const forPeople: Needed = { environment: undefined, permission: 'write', allowed };
    checkEffects(effects.length > 0 ? effects : [forPeople], id);
  }
}

/**
 * Checks that the caller may change a document wherever it may be served: in all environments.
 * @throws {Error} 403 with the environments in which it may not.
 */
export function checkEverywhere(asking: Asking, documents: Documents, id: DocumentId): void {
  checkIn(asking, documents, id, [undefined, ...documents.of('environment').map(({ key }) => key)]);
}

function checkIn(
  { access }: Pick<Asking, 'access'>,
  documents: Documents,
  id: DocumentId,
  environments: readonly (string | undefined)[],
): void {
  const about = aboutOf(id, documents.byId.get(id));
  const effects = environments.map((environment): Needed => {
    const permission = permissionIn(documents, environment, false);
    return { environment, permission, allowed: access.may(permission, inPlace(about, environment)) };
  });
  checkEffects(effects, id);
}

/** Checks a permission that is about everything. @throws {Error} 403 when it is missing. */
export function checkAdministration({ access }: Pick<Asking, 'access'>, what: string): void {
  checkEffects([{ environment: undefined, permission: 'administer', allowed: access.may('administer') }], what);
}

function checkEffects(effects: readonly Needed[], what: string): void {
  const refused = effects.filter(({ allowed }) => !allowed);
  const [first] = refused;
  if (first === undefined) return;
  const environments = refused.map(({ environment }) => environment ?? '*');
  const where = environments.map((key) => (key === '*' ? 'all environments' : `"${key}"`)).join(', ');
  throw problem({
    status: 403,
    code: 'PERMISSION_DENIED',
    detail: `${what} needs the permission "${first.permission}" in ${where}.`,
    extensions: { environments },
  });
}
