// CodeMirror: a chunk of its own.
import { useEffect, useRef, useState } from 'preact/hooks';
import type { JSX } from 'preact';
import { createEditor } from './editor.ts';
import type { Editor, EditorIssue } from './editor.ts';

/** An editor for JSON that marks faults where they are. */
export default function CodeEditor({
  text,
  readOnly,
  issues,
  onText,
}: {
  readonly text: string;
  readonly readOnly: boolean;
  readonly issues: readonly EditorIssue[];
  readonly onText: (text: string) => void;
}): JSX.Element {
  const host = useRef<HTMLDivElement>(null);
  const [editor, setEditor] = useState<Editor>();

  useEffect(() => {
    const created = createEditor(host.current!, readOnly);
    setEditor(created);
    return () => created.destroy();
  }, [readOnly]);

  useEffect(() => editor?.setText(text), [text, editor]);
  useEffect(() => editor?.listen(onText), [onText, editor]);
  useEffect(() => editor?.setIssues(issues), [issues, text, editor]);

  return <div ref={host} class="code-editor" />;
}
