import { createFlagstaff, isFlagstaffError } from '@flagstaff/core';
import type { Flagstaff } from '@flagstaff/core';
import { manage } from '@flagstaff/core/management';
import { flags } from '@flagstaff/express';
import express from 'express';
import type { Express } from 'express';
import { folderStorage } from './folder-storage.ts';

/** Reads flags from a folder. The backend cannot announce changes, so the client polls twice a second. */
export function createFlags(folder: string): Flagstaff {
  return createFlagstaff({ storage: folderStorage(folder), pollIntervalMs: 500 });
}

export function createApp(flagstaff: Flagstaff): Express {
  const app = express();
  app.use(flags(flagstaff));

  app.get('/', (req, res) => {
    res.json({ maintenance: req.flags.isEnabled('maintenance') });
  });

  // In an application, only administrators may call this.
  app.put('/maintenance/:state', async (req, res) => {
    const { state } = req.params;
    try {
      const { version } = await manage(flagstaff).set({
        kind: 'flag',
        key: 'maintenance',
        type: 'boolean',
        default: state,
      });
      res.json({ maintenance: state, version });
    } catch (error) {
      if (!isFlagstaffError(error, 'INVALID_DOCUMENT')) throw error;
      res.status(400).json({ error: error.message });
    }
  });

  return app;
}
