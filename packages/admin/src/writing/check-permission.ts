// Docs: docs/admin.md, "Roles"
import type { Document, StoredDocument } from '@flagstaff/core';
import type { Change } from '@flagstaff/core/management';
import { changedId } from '@flagstaff/core/storage';
import { problem } from '../answers/problem.ts';
import type { Documents } from '../documents.ts';
import type { Permission, Where } from '../identity/identity.ts';
import type { Call } from '../routing/route.ts';
import { affectedEnvironments } from './affected-environments.ts';

/**
 * Checks that the caller may make changes, in every environment that they affect.
 * @throws {Error} 403 with the environments in which it may not.
 */
export function checkPermission({ access }: Pick<Call, 'access'>, documents: Documents, changes: readonly Change[]): void {
  for (const change of changes) {
    const id = changedId(change);
    const before = documents.byId.get(id);
    const after = change.type === 'set' ? change.document : undefined;
    const about = aboutOf(id, after ?? before);
    if (id.startsWith('environment:')) {
      if (!access.may('administer', about)) throw denied('administer', ['*'], id);
      continue;
    }
    const environments = affectedEnvironments(documents, before, after);
    if (environments.length === 0 && !access.mayAnywhere('write')) throw denied('write', ['*'], id);
    const refused = environments.filter(
      (environment) => !access.may(permissionIn(documents, environment, after === undefined), inPlace(about, environment)),
    );
    if (refused.length > 0) {
      const [first] = refused;
      throw denied(permissionIn(documents, first, after === undefined), refused.map((key) => key ?? '*'), id);
    }
  }
}

function permissionIn({ byId }: Documents, environment: string | undefined, isDeletion: boolean): Permission {
  const document = environment === undefined ? undefined : byId.get(`environment:${environment}`);
  const isProtected = document?.kind === 'environment' && document.protected === true;
  return isProtected || isDeletion ? 'release' : 'write';
}

function aboutOf(id: string, document: Document | StoredDocument | undefined): Where {
  const { tags = [], owner } = (document ?? {}) as { readonly tags?: readonly string[]; readonly owner?: string };
  return { document: id, tags, ...(owner === undefined ? {} : { owner }) };
}

function inPlace(about: Where, environment: string | undefined): Where {
  return environment === undefined ? about : { ...about, environment };
}

function denied(permission: Permission, environments: readonly string[], id: string): Error {
  const where = environments.map((key) => (key === '*' ? 'all environments' : `"${key}"`)).join(', ');
  return problem({
    status: 403,
    code: 'PERMISSION_DENIED',
    detail: `This change of ${id} needs the permission "${permission}" in ${where}.`,
    extensions: { environments },
  });
}
