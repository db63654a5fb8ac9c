import { isFlagstaffError } from '@flagstaff/core';
import { formatComparison, manage } from '@flagstaff/core/management';
import type { Flagstaff } from '@flagstaff/core';
import { Router } from 'express';

const FROM = 'staging';
const TO = 'production';

/** Shows what a release would change, and releases it. An application authorizes these requests. */
export function releases(flagstaff: Flagstaff): Router {
  const router = Router();

  router.get('/', async (_req, res) => {
    res.type('text').send(`${formatComparison(await manage(flagstaff).compare(FROM, TO))}\n`);
  });

  router.post('/', async (req, res) => {
    try {
      const { commit } = await manage(flagstaff).promote({
        from: FROM,
        to: TO,
        actor: req.get('x-user') ?? 'unknown',
        // Production is protected, so a release requires `force`.
        force: req.query['sure'] === 'yes',
      });
      res.json({ released: commit?.changes.map(({ id }) => id) ?? [], revision: commit?.revision.number ?? null });
    } catch (error) {
      if (!isFlagstaffError(error, 'ENVIRONMENT_PROTECTED')) throw error;
      res.status(409).json({ error: error.message });
    }
  });

  return router;
}
