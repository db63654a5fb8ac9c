// A globalSetup of vitest that finds the browser for the tests of examples.
import { provideChromium } from './services/chromium.mjs';

export default async function setup() {
  await provideChromium();
}
