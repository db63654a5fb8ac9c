// What every door exports.
export type { AdminHandler } from './handler.ts';
export type { Authorize, Identity, Permission, Role, Verdict, Where } from './identity/identity.ts';
export type { RequestWithHeaders } from './identity/role-keys.ts';
export { roleKeys } from './identity/role-keys.ts';
export type { AdminOptions, OverrideTokenSettings, PageBanner, PageLink, PageOptions } from './options.ts';
