// A setup file of vitest. Node 20 does not follow links to modules while the last file that it looked at is a socket or a pipe: modules
// then find other versions of their dependencies. Tests remove folders with the sockets of servers, so the next file begins with a
// look at a folder.
import { statSync } from 'node:fs';
import { ROOT } from '../lib/root.mjs';

statSync(ROOT);
