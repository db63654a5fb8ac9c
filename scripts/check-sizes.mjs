// Holds the weight of bundles, and what README says of it, against the ceilings in scripts/sizes.json.
import { checkSizes } from './checks/sizes.mjs';
import { runCheck } from './lib/check.mjs';

await runCheck('check:sizes', checkSizes);
