import { ABOUT_ROUTES } from './about.ts';
import { COMMIT_ROUTES } from './commits.ts';
import { ENVIRONMENT_ROUTES } from './environments.ts';
import { READ_DOCUMENT_ROUTES } from './read-documents.ts';

/** Every route, by method and path. */
export const ROUTES = {
  ...ABOUT_ROUTES,
  ...READ_DOCUMENT_ROUTES,
  ...COMMIT_ROUTES,
  ...ENVIRONMENT_ROUTES,
} as const;
