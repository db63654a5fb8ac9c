// Finds the browser that tests of examples need, as vitest's globalSetup.
import { provideChromium } from './services/chromium.mjs';

export default async function setup() {
  await provideChromium();
}
