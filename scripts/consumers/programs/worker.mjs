// Bundled into one file for Workers.
import { admin } from '@flagstaff/admin';
import { createFlagstaff } from '@flagstaff/core';

const flagstaff = createFlagstaff({ bootstrap: [{ kind: 'flag', key: 'new-checkout', type: 'boolean' }] });
const handler = admin(flagstaff, { authorize: () => ({ actor: 'ada', roles: 'admin' }) });

export default { fetch: handler };
