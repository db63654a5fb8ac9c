import type { Rule } from '@flagstaff/core';

/** How a rule is called: by its name, else by its place. */
export const ruleName = ({ name }: Pick<Rule, 'name'>, index: number): string => name ?? `Rule ${index + 1}`;
