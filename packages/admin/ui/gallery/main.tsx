// Every component with believable content, for tests and for people who add one. Not part of the page.
import '../styles/index.css';
import '../shell/page.css';
import { render } from 'preact';
import { Router } from 'wouter-preact';
import { MOUNT } from '../lib/paths.ts';
import { Gallery } from './gallery.tsx';

await flagstaffPage.styled;
const root = document.querySelector('#app')!;
root.replaceChildren();
render(
  <Router base={MOUNT}>
    <Gallery />
  </Router>,
  root,
);
