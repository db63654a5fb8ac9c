// Builds the page into one module, `ui/dist/assets.js`, which the handler imports when a page is requested.
import { buildPage } from './build-page.mjs';

await buildPage();
