// Runs in the browser: the server bundles it.
import { pageFlags } from '@flagstaff/core/browser';
import type { definitions } from './definitions.ts';

/** The part of the DOM that this script uses. */
declare const document: {
  readonly documentElement: { readonly dataset: { [name: string]: string | undefined } };
  getElementById(id: string): { textContent: string | null };
};

const flags = pageFlags<typeof definitions>({ ofrep: {} });

function show(): void {
  document.documentElement.dataset['theme'] = flags.value('theme', 'light');
  document.getElementById('checkout').textContent = flags.isEnabled('new-checkout') ? 'new' : 'classic';
}

// The values came with the page, so this changes nothing that the server rendered.
show();
flags.onChange(show);
flags.follow();
