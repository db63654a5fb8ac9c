import type { EvaluationContext, Evaluator } from '@flagstaff/core';

/**
 * The current user. This example trusts the query, for trying it with curl; an application takes
 * these from its session.
 */
export function customerFrom(query: (name: string) => unknown): EvaluationContext {
  return { targetingKey: text(query('user')), plan: text(query('plan')), country: text(query('country')) };
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** What the shop shows: the same answer, whichever framework sends it. */
export function shopPage(framework: string, flags: Evaluator) {
  return {
    framework,
    checkout: flags.isEnabled('new-checkout') ? 'new' : 'classic',
    search: flags.isEnabled('faster-search') ? 'faster' : 'usual',
    button: flags.value('button'),
    discount: flags.value('discount'),
  };
}

export function betaPage(framework: string) {
  return { framework, page: 'Welcome to the beta.' };
}
