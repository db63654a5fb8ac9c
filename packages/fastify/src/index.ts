// Public entry point. Docs: README.md, docs/adapters.md
export { flags } from './flags.ts';
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
