import { relative } from 'node:path';
import { ROOT } from '../lib/root.mjs';

/**
 * The paths in the repository of the test files that run.
 *
 * @param {import('vitest/node').TestProject} project
 */
export const filesOf = ({ vitest }) => vitest.state.getPaths().map((path) => relative(ROOT, path));
