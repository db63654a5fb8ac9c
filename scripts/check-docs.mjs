// Checks README, docs and package pages: code compiles and runs; links, paths and scripts exist.
import { checkDocs } from './checks/docs.mjs';
import { runCheck } from './lib/check.mjs';

await runCheck('check:docs', checkDocs);
