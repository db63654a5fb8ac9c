import type { Request } from 'express';

/** The current user, from headers for trying it with curl. An application uses its session. */
export function visitorOf(req: Request): { targetingKey: string; plan: string } {
  return { targetingKey: req.get('x-user') ?? 'anonymous', plan: req.get('x-plan') ?? 'free' };
}
