// Bundled into one file, which runs in a folder with nothing else, where it may not write a file.
import { createFlagstaff } from '@flagstaff/core';
import { openPage } from './open-page.mjs';

const flagstaff = createFlagstaff({ bootstrap: [{ kind: 'flag', key: 'new-checkout', type: 'boolean' }] });
console.log(JSON.stringify(await openPage(flagstaff)));
await flagstaff.close();
