import { effect } from '@preact/signals';
import { preference } from '../lib/preference.ts';

export type Theme = 'system' | 'light' | 'dark';

export const theme = preference<Theme>('theme', ['system', 'light', 'dark']);

/** Whether single keys are shortcuts. Speech input types them by accident. @see WCAG 2.1.4 */
export const shortcutKeys = preference<'on' | 'off'>('shortcuts', ['on', 'off']);

effect(() => {
  const { dataset } = document.documentElement;
  if (theme.value === 'system') delete dataset['theme'];
  else dataset['theme'] = theme.value;
});
