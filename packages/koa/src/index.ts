// Public entry point. Docs: README.md, docs/adapters.md
export type { FlagsContext } from './flags.ts';
export { flags } from './flags.ts';
export type { FlagsMiddleware } from './guards.ts';
export { byVariant, requireFlag } from './guards.ts';
export type {
  FlagsOptions,
  GuardOptions,
  OverrideKey,
  OverrideTokensOptions,
  OverrideTokenOptions,
  VariantHandlers,
  VisitorCookieOptions,
} from '@flagstaff/http';
export { createOverrideToken, flagsOf } from '@flagstaff/http';
