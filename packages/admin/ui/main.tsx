import './styles/index.css';
import { render } from 'preact';
import type { Screen } from '../src/page/routes.ts';
import { prefetchApi } from './api/query.ts';
import { App } from './app.tsx';
import { SCREEN_COMPONENTS } from './screens.tsx';

declare global {
  /** Set by the HTML. */
  var flagstaffPage: {
    /** The screen of the URL that was opened. */
    readonly screen: Screen;
    /** Resolves when the stylesheet has loaded. */
    readonly styled: Promise<unknown>;
    /** Responses to reads of the API that began before any script, by URL. Undefined for one that failed. */
    readonly early: Map<string, Promise<Response | undefined>>;
  };
}

const { screen, styled } = flagstaffPage;
// What fails here is loaded again, and reported, by the components.
SCREEN_COMPONENTS[screen].load?.().catch(() => undefined);
// The response is on its way since the HTML: a frame without the caller would be replaced at once.
await Promise.all([styled, prefetchApi('GET /me', {})]);
const root = document.querySelector('#app')!;
root.replaceChildren();
render(<App />, root);
