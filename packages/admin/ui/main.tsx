import './styles/index.css';
import { render } from 'preact';
import { App } from './app.tsx';

declare global {
  /** Set by the HTML: resolves when the stylesheet has loaded. */
  // oxlint-disable-next-line no-var
  var __flagstaff: { readonly styled: Promise<unknown> };
}

await __flagstaff.styled;
const root = document.querySelector('#app')!;
root.replaceChildren();
render(<App />, root);
