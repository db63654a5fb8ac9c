// Public entry point. Docs: README.md, docs/adapters.md
export type { AbsentFlags } from './explain-absence.ts';
export { absentFlags, explainAbsence } from './explain-absence.ts';
export type { RequestEnvironmentOptions } from './environment.ts';
export { flagsOf, guardFlags, createRequestFlags } from './request-flags.ts';
export type { GuardKey, GuardOptions, VariantHandlers } from './guards.ts';
export { handlersByVariant, fallbackHandler } from './guards.ts';
export type { AwaitedContext, CommonFlagsOptions, FlagsOptions, SyncContext, WrapHandlers } from './options.ts';
export type { OverrideKey } from './overrides/keys.ts';
export type { OverrideTokensOptions } from './overrides/reader.ts';
export type { OverrideTokenOptions } from './overrides/token.ts';
export { createOverrideToken, DEFAULT_MAX_LIFETIME_SECONDS } from './overrides/token.ts';
export type { RequestAccess } from './request-access.ts';
export type { RequestFlags } from './request-flags.ts';
export { continueWith } from './run-with.ts';
export { toError } from './to-error.ts';
export type { VisitorCookieOptions } from './visitor.ts';
