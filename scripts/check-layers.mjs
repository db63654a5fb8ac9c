// Checks every import of every package against the tables in docs/architecture.md.
import { checkLayers } from './checks/layers.mjs';
import { runCheck } from './lib/check.mjs';

await runCheck('check:layers', checkLayers);
