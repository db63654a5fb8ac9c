import { useEffect, useId, useRef, useState } from 'preact/hooks';
import type { JSX } from 'preact';
import { useLocation } from 'wouter-preact';
import { useApi } from '../api/query.ts';
import { Icon } from '../components/icon.tsx';
import { pathTo } from '../lib/paths.ts';
import { commandBarOpen, commands } from './commands.ts';
import type { Command } from './commands.ts';
import './command-bar.css';

const FOUND_FLAGS = 8;

/** Finds flags, screens and actions by a few letters. */
export default function CommandBar(): JSX.Element {
  const dialog = useRef<HTMLDialogElement>(null);
  const [text, setText] = useState('');
  const [selected, setSelected] = useState(0);
  const id = useId();
  const entries = useEntries(text);
  const current = Math.min(selected, entries.length - 1);
  useEffect(() => dialog.current?.showModal(), []);
  useEffect(() => {
    document.getElementById(`${id}-${current}`)?.scrollIntoView({ block: 'nearest' });
  }, [current]);

  const run = (entry: Command | undefined): void => {
    if (entry === undefined) return;
    dialog.current?.close();
    entry.run();
  };

  return (
    <dialog
      ref={dialog}
      class="dialog command-bar"
      aria-label="Command bar"
      onClose={() => (commandBarOpen.value = false)}
      onClick={(event) => event.target === event.currentTarget && event.currentTarget.close()}
    >
      <div class="command-input">
        <Icon name="search" />
        <input
          type="text"
          role="combobox"
          aria-expanded="true"
          aria-controls={`${id}-list`}
          aria-activedescendant={current >= 0 ? `${id}-${current}` : undefined}
          aria-label="Find a flag, a screen or an action"
          placeholder="Find flags and actions"
          autocomplete="off"
          spellcheck={false}
          value={text}
          onInput={(event) => {
            setText(event.currentTarget.value);
            setSelected(0);
          }}
          onKeyDown={(event) => {
            const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
            if (step !== 0) setSelected((current + step + entries.length) % entries.length);
            else if (event.key === 'Enter') run(entries[current]);
            else return;
            event.preventDefault();
          }}
        />
        <kbd>esc</kbd>
      </div>
      <ul id={`${id}-list`} role="listbox" aria-label="Results" class="command-list">
        {entries.map((entry, index) => (
          // The input has the focus and its keys.
          <li
            key={entry.id}
            id={`${id}-${index}`}
            role="option"
            aria-selected={index === current}
            class="command"
            onPointerMove={() => setSelected(index)}
            onClick={() => run(entry)}
          >
            <Icon name={entry.icon} />
            <span class="grow truncate">{entry.label}</span>
            {entry.hint !== undefined && <span class="command-hint">{entry.hint}</span>}
          </li>
        ))}
        {entries.length === 0 && (
          <li class="command-none" role="option" aria-selected="false" aria-disabled="true">
            Nothing matches “{text}”.
          </li>
        )}
      </ul>
    </dialog>
  );
}

function useEntries(text: string): readonly Command[] {
  const [, navigate] = useLocation();
  const wanted = text.trim().toLowerCase();
  const { data } = useApi(
    'GET /{kind}',
    { params: { kind: 'flags' }, query: { q: wanted, limit: FOUND_FLAGS } },
    { enabled: wanted !== '', keep: true },
  );
  const words = wanted.split(/\s+/);
  const actions = commands.value.filter(({ label }) => words.every((word) => label.toLowerCase().includes(word)));
  if (wanted === '') return actions;
  const flags = (data?.data.items ?? []).map(({ key, name }): Command => ({
    id: `flag:${key}`,
    label: key,
    hint: name,
    icon: 'flag',
    run: () => navigate(pathTo('flag', { key })),
  }));
  return [...flags, ...actions];
}
