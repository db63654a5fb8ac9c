import { signal } from '@preact/signals';
import type { JSX } from 'preact';
import { Dialog } from '../components/dialog.tsx';
import { Switch } from '../components/switch.tsx';
import { shortcutKeys } from '../session/preferences.ts';
import { shortcuts } from './shortcuts.ts';
import './help.css';

export const helpOpen = signal(false);

/** The shortcuts of this screen, and the switch that turns single keys off. */
export function Help(): JSX.Element {
  const listed = [...new Map(shortcuts.value.map((shortcut) => [shortcut.keys, shortcut])).values()];
  return (
    <Dialog title="Keyboard shortcuts" onClose={() => (helpOpen.value = false)}>
      <ul class="shortcuts">
        <li>
          <span>Open the command bar</span>
          <span class="row">
            <kbd>{navigator.userAgent.includes('Mac') ? '⌘' : 'Ctrl'}</kbd>
            <kbd>K</kbd>
          </span>
        </li>
        {listed.map(({ keys, label }) => (
          <li key={keys}>
            <span>{label}</span>
            <span class="row">
              {keys.split(' ').map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}
            </span>
          </li>
        ))}
      </ul>
      <Switch
        label="Single-key shortcuts"
        checked={shortcutKeys.value === 'on'}
        onChange={(on) => (shortcutKeys.value = on ? 'on' : 'off')}
      />
    </Dialog>
  );
}
