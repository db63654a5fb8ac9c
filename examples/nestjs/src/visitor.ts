import type { Request } from 'express';

/** Who asks: from headers, so that you can play everybody with curl. An application takes this from its session. */
export function visitorOf(req: Request): { targetingKey: string; plan: string } {
  return { targetingKey: req.get('x-user') ?? 'anonymous', plan: req.get('x-plan') ?? 'free' };
}
