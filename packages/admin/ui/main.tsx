import './styles/index.css';
import { render } from 'preact';
import { App } from './app.tsx';

declare global {
  /** Set by the HTML: resolves when the stylesheet has loaded. */
  var flagstaffPage: { readonly styled: Promise<unknown> };
}

await flagstaffPage.styled;
const root = document.querySelector('#app')!;
root.replaceChildren();
render(<App />, root);
