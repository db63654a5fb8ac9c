// Packs every published package, checks the tarballs, and installs them as a user would.
import { checkPack } from './checks/pack.mjs';
import { runCheck } from './lib/check.mjs';

await runCheck('check:pack', checkPack);
