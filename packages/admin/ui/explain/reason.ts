import type { Reason } from '@flagstaff/core';

/** Why an answer was given, in words. */
export const REASONS: { readonly [reason in Reason]: string } = {
  STATIC: 'The flag has no targeting.',
  DEFAULT: 'No rule matched.',
  TARGETING_MATCH: 'A rule matched.',
  SPLIT: 'A split chose it.',
  OVERRIDE: 'An override pins this subject.',
  PREREQUISITE_FAILED: 'A prerequisite is not met.',
  HOLDOUT: 'The subject is held out.',
  DISABLED: 'The flag is off.',
  ERROR: 'It could not be evaluated.',
};
