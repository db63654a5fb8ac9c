// Runs in the browser: the server bundles it.
import { pageFlags } from '@flagstaff/core/browser';
import type { definitions } from './definitions.ts';

/** What of the page's own objects is used here. */
declare const document: {
  readonly documentElement: { readonly dataset: { [name: string]: string | undefined } };
  getElementById(id: string): { textContent: string | null };
};

const flags = pageFlags<typeof definitions>({ ofrep: {} });

function show(): void {
  document.documentElement.dataset['theme'] = flags.value('theme', 'light');
  document.getElementById('checkout').textContent = flags.isEnabled('new-checkout') ? 'new' : 'classic';
}

// The answers came with the page: this changes nothing that the server has painted.
show();
flags.onChange(show);
flags.follow();
