// Docs: docs/admin.md, "Roles"
import type { Document, DocumentId } from '@flagstaff/core';
import type { AffectedFlag, Change, EffectiveDifference, Preview } from '@flagstaff/core/management';
import { changedId } from '@flagstaff/core/storage';
import type { Documents } from '../documents.ts';
import type { Permission, Where } from '../identity/identity.ts';
import type { Call } from '../routing/route.ts';

/** What a change does in one environment, and what it needs there. */
export interface Effect {
  /** Undefined for the documents without patches, and for what belongs to no environment. */
  readonly environment: string | undefined;
  /** The flags that may serve something else there. */
  readonly flags: readonly string[];
  /** The fields of the changed flag that differ there. Empty for other documents. */
  readonly fields: readonly EffectiveDifference[];
  readonly permission: Permission;
  readonly allowed: boolean;
}

/** A change, with its effects. */
export interface ChangeEffects {
  readonly id: DocumentId;
  /** Empty when nothing is served differently: an edit for people. */
  readonly effects: readonly Effect[];
  /** Whether the caller may make the change. An edit for people needs the permission "write" in any environment. */
  readonly allowed: boolean;
}

export type Asking = Pick<Call, 'access' | 'service'>;

/**
 * Returns the environments that changes affect, and whether the caller may make them there. Core compares what each flag is in each
 * environment: an edit that an environment inherits affects it, one that its patch hides does not. Segments and prerequisites count
 * through the flags that use them.
 */
export function effectsOf(
  { access }: Pick<Asking, 'access'>,
  documents: Documents,
  changes: readonly Change[],
  preview: Preview,
): readonly ChangeEffects[] {
  const affected = byCause(preview.affected);
  const everywhere = [undefined, ...documents.of('environment').map(({ key }) => key)];
  return changes.map((change) => {
    const id = changedId(change);
    const before = documents.byId.get(id);
    const isDeletion = change.type === 'delete';
    const places = byEnvironment(affected.get(id) ?? []);
    // The labels that a document has decide, not those that the change gives it.
    const about = aboutOf(id, before ?? (isDeletion ? undefined : change.document));
    const effect = (environment: string | undefined, permission: Permission): Effect => {
      const here = places.get(environment) ?? [];
      const own = here.find(({ flag }) => id === `flag:${flag}`);
      const flags = here.map(({ flag }) => flag).toSorted();
      const allowed = access.may(permission, inPlace(about, environment));
      return { environment, flags, fields: own?.fields ?? [], permission, allowed };
    };
    const withEffects = (effects: readonly Effect[]): ChangeEffects => ({
      id,
      effects,
      allowed: effects.length === 0 ? access.mayAnywhere('write', about) : effects.every(({ allowed }) => allowed),
    });
    if (id.startsWith('environment:')) return withEffects([effect(undefined, 'administer')]);
    // What cannot be understood, and what is deleted, counts for all environments.
    const isUnknown = isDeletion || preview.issues.length > 0;
    const environments = everywhere.filter((environment) => isUnknown || places.has(environment));
    return withEffects(
      environments.map((environment) => effect(environment, permissionIn(documents, environment, isDeletion))),
    );
  });
}

/** Returns the affected flags by the change that affects them. */
function byCause(affected: readonly AffectedFlag[]): ReadonlyMap<DocumentId, readonly AffectedFlag[]> {
  const groups = new Map<DocumentId, AffectedFlag[]>();
  for (const each of affected) for (const cause of each.causes) addTo(groups, cause, each);
  return groups;
}

function byEnvironment(affected: readonly AffectedFlag[]): ReadonlyMap<string | undefined, readonly AffectedFlag[]> {
  const groups = new Map<string | undefined, AffectedFlag[]>();
  for (const each of affected) addTo(groups, each.environment ?? undefined, each);
  return groups;
}

function addTo<K>(groups: Map<K, AffectedFlag[]>, key: K, affected: AffectedFlag): void {
  const group = groups.get(key);
  if (group === undefined) groups.set(key, [affected]);
  else group.push(affected);
}

/** Returns the permission to change what an environment serves. */
export function permissionIn({ byId }: Documents, environment: string | undefined, isDeletion: boolean): Permission {
  const document = environment === undefined ? undefined : byId.get(`environment:${environment}`);
  const isProtected = document?.kind === 'environment' && document.protected === true;
  return isProtected || isDeletion ? 'release' : 'write';
}

/** Returns what an operation on a document is about, for the caller's `can`. */
export function aboutOf(id: DocumentId, document: Document | undefined): Where {
  const { tags = [], owner } = (document ?? {}) as { readonly tags?: readonly string[]; readonly owner?: string };
  return { document: id, tags, ...(owner === undefined ? {} : { owner }) };
}

export function inPlace(about: Where, environment: string | undefined): Where {
  return environment === undefined ? about : { ...about, environment };
}
