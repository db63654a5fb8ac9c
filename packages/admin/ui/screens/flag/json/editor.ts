import { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
import { json } from '@codemirror/lang-json';
import { bracketMatching, foldGutter, syntaxHighlighting } from '@codemirror/language';
import { lintGutter, setDiagnostics } from '@codemirror/lint';
import { EditorState } from '@codemirror/state';
import { drawSelection, EditorView, highlightActiveLine, keymap, lineNumbers } from '@codemirror/view';
import { rangeOf } from './range-of.ts';
import { HIGHLIGHT, THEME } from './theme.ts';

/** A fault of the document, at a path of the parser. */
export interface EditorIssue {
  readonly path: string;
  readonly message: string;
}

/** An editor for JSON in an element. Tab leaves it, so that the keyboard is not trapped. */
export interface Editor {
  /** Shows a text, unless it is what the editor has. */
  setText(text: string): void;
  /** Calls a function with the text after each change by the user, in place of an earlier one. */
  listen(onText: (text: string) => void): void;
  /** Marks faults where they are. */
  setIssues(issues: readonly EditorIssue[]): void;
  destroy(): void;
}

export function createEditor(host: HTMLElement, readOnly: boolean): Editor {
  // In a shadow root the editor adopts style sheets: the page's policy forbids style elements.
  const root = host.shadowRoot ?? host.attachShadow({ mode: 'open' });
  let isOwnChange = false;
  let onText: ((text: string) => void) | undefined;
  const view = new EditorView({
    root,
    parent: root,
    state: EditorState.create({
      extensions: [
        lineNumbers(),
        foldGutter(),
        lintGutter(),
        history(),
        drawSelection(),
        bracketMatching(),
        highlightActiveLine(),
        json(),
        syntaxHighlighting(HIGHLIGHT),
        keymap.of([...defaultKeymap, ...historyKeymap]),
        EditorView.lineWrapping,
        EditorState.readOnly.of(readOnly),
        EditorView.contentAttributes.of({ 'aria-label': 'The flag as JSON', 'aria-multiline': 'true' }),
        EditorView.updateListener.of(({ docChanged, state }) => {
          if (docChanged && !isOwnChange) onText?.(state.doc.toString());
        }),
        THEME,
      ],
    }),
  });

  return {
    setText(text) {
      if (view.state.doc.toString() === text) return;
      isOwnChange = true;
      view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: text } });
      isOwnChange = false;
    },
    listen(listener) {
      onText = listener;
    },
    setIssues(issues) {
      const diagnostics = issues.map(({ path, message }) => ({
        ...rangeOf(view.state, path),
        severity: 'error' as const,
        message,
      }));
      view.dispatch(setDiagnostics(view.state, diagnostics));
    },
    destroy: () => view.destroy(),
  };
}
