import type { Rule } from '@flagstaff/core';

/** How a rule is called where it is moved or removed. */
export const nameOf = ({ name }: Rule, index: number): string => name ?? `Rule ${index + 1}`;
