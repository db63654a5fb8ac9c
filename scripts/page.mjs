// A globalSetup of vitest that builds the admin's page when its sources changed: tests run from sources, and the page needs a bundler.
import { buildPageIfStale } from '../packages/admin/ui/build-if-stale.mjs';

export default async function setup() {
  await buildPageIfStale();
}
