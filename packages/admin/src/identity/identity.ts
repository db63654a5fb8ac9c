// Docs: docs/admin.md, "Roles"

/** What a person or a program may do. Each role includes the ones before it. */
export type Role = 'viewer' | 'editor' | 'releaser' | 'admin';

/** Every role, from the least. */
export const ROLES: readonly Role[] = ['viewer', 'editor', 'releaser', 'admin'];

/**
 * `read`: look, explain, preview. `write`: change documents where no protected environment is affected. `release`: change what a
 * protected environment serves, delete documents, promote. `administer`: environments, rollback of the whole store, removal of all
 * members.
 */
export type Permission = 'read' | 'write' | 'release' | 'administer';

/** The least role with each permission. */
export const LEAST_ROLE: { readonly [permission in Permission]: Role } = {
  read: 'viewer',
  write: 'editor',
  release: 'releaser',
  administer: 'admin',
};

/** What an operation affects. */
export interface Where {
  /** The environment. Absent for the unpatched documents, and for what belongs to no environment. */
  readonly environment?: string;
  /** The document's id, such as `flag:checkout`. Absent when the operation is about no single document. */
  readonly document?: string;
  /** The document's tags. Empty when it has none. */
  readonly tags: readonly string[];
  /** The document's owner. Absent when it has none. */
  readonly owner?: string;
}

/** An authorized caller. */
export interface Identity {
  /** Identifies the caller in the history. 1 to 256 characters. */
  readonly actor: string;
  /** The name to show. Defaults to `actor`. */
  readonly name?: string | undefined;
  /**
   * One role everywhere, or a role for each environment. `*` is the role in all other environments, and for what concerns them all.
   * Environments without a role are read-only, if any other role is given.
   */
  readonly roles: Role | { readonly [environment: string]: Role };
  /** What the caller writes through, kept in the history: at most 64 characters. Defaults to `api`. */
  readonly via?: string | undefined;
  /** Refuses an operation that the roles allow. Never allows more than the roles. Omit to refuse nothing. */
  readonly can?: ((permission: Permission, where: Where) => boolean) | undefined;
}

/**
 * The result of `authorize`. `false` or nothing responds 401, `'forbidden'` responds 403, an identity admits the caller.
 */
export type Verdict = Identity | 'forbidden' | false | null | undefined;

/**
 * Identifies the caller of a request. Called for every request, before its body is read. If it throws, returns anything else, or its
 * promise does not settle within 30 seconds, the request is refused with 403 and the client's `error` event emits `AUTHORIZE_FAILED`.
 */
export type Authorize<Native> = (request: Native) => Verdict | Promise<Verdict>;
