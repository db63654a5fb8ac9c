import { ABOUT_ROUTES } from './about.ts';
import { COMMIT_ROUTES } from './commits.ts';
import { ENVIRONMENT_ROUTES } from './environments.ts';
import { EVALUATION_ROUTES } from './evaluation.ts';
import { LATER_ROUTES } from './later.ts';
import { MEMBER_ROUTES } from './members.ts';
import { MEMBERSHIP_ROUTES } from './memberships.ts';
import { OVERRIDE_TOKEN_ROUTES } from './override-tokens.ts';
import { OVERRIDE_ROUTES } from './overrides.ts';
import { READ_DOCUMENT_ROUTES } from './read-documents.ts';
import { REFERENCE_ROUTES } from './references.ts';
import { REVERT_ROUTES } from './revert.ts';
import { SCHEDULE_ROUTES } from './schedule.ts';
import { UPKEEP_ROUTES } from './upkeep.ts';
import { WRITE_DOCUMENT_ROUTES } from './write-documents.ts';

/** Every route, by method and path. */
export const ROUTES = {
  ...ABOUT_ROUTES,
  ...READ_DOCUMENT_ROUTES,
  ...WRITE_DOCUMENT_ROUTES,
  ...REVERT_ROUTES,
  ...REFERENCE_ROUTES,
  ...COMMIT_ROUTES,
  ...EVALUATION_ROUTES,
  ...MEMBERSHIP_ROUTES,
  ...ENVIRONMENT_ROUTES,
  ...OVERRIDE_ROUTES,
  ...OVERRIDE_TOKEN_ROUTES,
  ...MEMBER_ROUTES,
  ...SCHEDULE_ROUTES,
  ...UPKEEP_ROUTES,
  ...LATER_ROUTES,
} as const;
