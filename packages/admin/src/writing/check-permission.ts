// Docs: docs/admin.md, "Roles"
import type { Document, DocumentId, EnvironmentDocument, FlagDocument } from '@flagstaff/core';
import type { Change } from '@flagstaff/core/management';
import { changedId } from '@flagstaff/core/storage';
import { problem } from '../answers/problem.ts';
import type { Documents } from '../documents.ts';
import type { Permission, Where } from '../identity/identity.ts';
import type { Call } from '../routing/route.ts';
import { affectedEnvironments } from './affected-environments.ts';

/** What a change needs in one environment. */
export interface Effect {
  /** Undefined for the documents without patches, and for what belongs to no environment. */
  readonly environment: string | undefined;
  readonly permission: Permission;
  readonly allowed: boolean;
}

type Asking = Pick<Call, 'access'>;

/** Returns the environments that a change affects, and whether the caller may make it there. */
export function effectsOf({ access }: Asking, documents: Documents, change: Change): readonly Effect[] {
  const id = changedId(change);
  const before = documents.byId.get(id);
  const after = change.type === 'set' ? change.document : undefined;
  // The labels that a document has decide, not those that the change gives it.
  const about = aboutOf(id, before ?? after);
  if (id.startsWith('environment:')) {
    return [{ environment: undefined, permission: 'administer', allowed: access.may('administer', about) }];
  }
  return affectedEnvironments(documents, before, after).map((environment) => {
    const permission = permissionIn(documents, environment, after === undefined);
    return { environment, permission, allowed: access.may(permission, inPlace(about, environment)) };
  });
}

/**
 * Checks that the caller may make changes, in every environment that they affect.
 * @throws {Error} 403 with the environments in which it may not.
 */
export function checkPermission(asking: Asking, documents: Documents, changes: readonly Change[]): void {
  for (const change of changes) {
    const effects = effectsOf(asking, documents, change);
    const needed: readonly Effect[] =
      effects.length > 0
        ? effects
        : // Nothing is served differently: an edit for people.
          [{ environment: undefined, permission: 'write', allowed: asking.access.mayAnywhere('write') }];
    checkEffects(needed, changedId(change));
  }
}

/**
 * Checks that the caller may change a document wherever it may be served: in all environments.
 * @throws {Error} 403 with the environments in which it may not.
 */
export function checkEverywhere(asking: Asking, documents: Documents, id: DocumentId): void {
  checkIn(asking, documents, id, [undefined, ...documents.of('environment').map(({ key }) => key)]);
}

/** Fields of a flag that one environment gets anew. */
export interface ChangedInEnvironment {
  readonly flag: string;
  readonly fields: readonly { readonly field: string }[];
}

/**
 * Checks that the caller may change flags in an environment, and in those that inherit from it. An environment whose own patch hides
 * every changed field stays as it is.
 * @throws {Error} 403 with the environments in which it may not.
 */
export function checkInherited(
  asking: Asking,
  documents: Documents,
  environment: string,
  changed: readonly ChangedInEnvironment[],
): void {
  const heirs = heirsOf(documents, environment);
  for (const { flag, fields } of changed) {
    const id: DocumentId = `flag:${flag}`;
    const { environments = {} } = (documents.byId.get(id) ?? {}) as Partial<FlagDocument>;
    const inherits = (below: readonly string[]): boolean =>
      fields.some(({ field }) => !below.some((key) => Object.hasOwn(environments[key] ?? {}, field)));
    const served = heirs.filter(({ below }) => inherits(below)).map(({ key }) => key);
    checkIn(asking, documents, id, [environment, ...served]);
  }
}

/** Returns the environments that inherit from another one, each with the environments below that, itself included. */
function heirsOf(documents: Documents, environment: string): readonly { key: string; below: readonly string[] }[] {
  return documents.of('environment').flatMap(({ key }) => {
    const below: string[] = [];
    for (let at = key; at !== environment;) {
      below.push(at);
      const document = documents.byId.get(`environment:${at}`) as Partial<EnvironmentDocument> | undefined;
      // Stored documents may be broken: a cycle ends here.
      if (document?.parent === undefined || below.includes(document.parent)) return [];
      at = document.parent;
    }
    return below.length === 0 ? [] : [{ key, below }];
  });
}

function checkIn(
  { access }: Asking,
  documents: Documents,
  id: DocumentId,
  environments: readonly (string | undefined)[],
): void {
  const about = aboutOf(id, documents.byId.get(id));
  const effects = environments.map((environment): Effect => {
    const permission = permissionIn(documents, environment, false);
    return { environment, permission, allowed: access.may(permission, inPlace(about, environment)) };
  });
  checkEffects(effects, id);
}

/** Checks a permission that is about everything. @throws {Error} 403 when it is missing. */
export function checkAdministration({ access }: Asking, what: string): void {
  checkEffects([{ environment: undefined, permission: 'administer', allowed: access.may('administer') }], what);
}

/** Returns the permission to change what an environment serves. */
function permissionIn({ byId }: Documents, environment: string | undefined, isDeletion: boolean): Permission {
  const document = environment === undefined ? undefined : byId.get(`environment:${environment}`);
  const isProtected = document?.kind === 'environment' && document.protected === true;
  return isProtected || isDeletion ? 'release' : 'write';
}

function checkEffects(effects: readonly Effect[], what: string): void {
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

function aboutOf(id: DocumentId, document: Document | undefined): Where {
  const { tags = [], owner } = (document ?? {}) as { readonly tags?: readonly string[]; readonly owner?: string };
  return { document: id, tags, ...(owner === undefined ? {} : { owner }) };
}

function inPlace(about: Where, environment: string | undefined): Where {
  return environment === undefined ? about : { ...about, environment };
}
