// The page imports it from here too.
export { documentDifferences as changedFields } from '@flagstaff/core/management';
