import type { Request } from 'express';

/** Returns the current user from headers, which are easy to set with curl. An application uses its session. */
export function visitorOf(req: Request): { targetingKey: string; plan: string } {
  return { targetingKey: req.get('x-user') ?? 'anonymous', plan: req.get('x-plan') ?? 'free' };
}
