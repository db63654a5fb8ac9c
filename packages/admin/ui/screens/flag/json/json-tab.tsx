import { useState } from 'preact/hooks';
import type { JSX } from 'preact';
import type { FlagDocument } from '@flagstaff/core';
import { Button } from '../../../components/button.tsx';
import { Details } from '../../../components/details.tsx';
import { DiffView } from '../../../components/diff-view.tsx';
import { TextArea } from '../../../components/field.tsx';
import { Switch } from '../../../components/switch.tsx';
import { copyText } from '../../../lib/copy.ts';
import { lazy } from '../../../lib/lazy.tsx';
import { plural } from '../../../lib/format.ts';
import { bodyOf, useDraft, useMayEditDraft } from '../model/draft.ts';
import { findings } from '../../../findings/findings.ts';
import { useParsed } from '../../../lib/use-parsed.ts';
import './json.css';

const CodeEditor = lazy(() => import('./code-editor.tsx'));

const pretty = (flag: FlagDocument): string => JSON.stringify(flag, undefined, 2);

/** The whole draft as JSON, with the parser's faults where they are. */
export function JsonTab(): JSX.Element {
  const { flag, settled, base, changes, edit } = useDraft();
  const { allowed, reason } = useMayEditDraft();
  const [plain, setPlain] = useState(false);
  const readOnly = !allowed;
  const { kind, key } = flag.value;
  const { text, invalid, onText, onBlur } = useParsed<FlagDocument>(
    flag.value,
    {
      format: pretty,
      parse(typed) {
        const parsed = parseObject(typed);
        return parsed?.kind === kind && parsed.key === key ? parsed : undefined;
      },
    },
    (parsed) => edit(() => parsed),
  );
  const fault = invalid ? faultOf(text, key) : undefined;
  const { issues } = findings.value;
  return (
    <div class="panel json" data-field="json">
      <div class="row json-bar">
        <p class="json-state">
          {readOnly ? (
            <span class="muted">{reason}</span>
          ) : fault === undefined ? (
            issues.length === 0 ? (
              <span class="muted">The same draft as the forms.</span>
            ) : (
              <span class="field-error">{plural(issues.length, 'fault')}</span>
            )
          ) : (
            <span class="field-error" role="status">
              {fault}
            </span>
          )}
        </p>
        <Switch label="Plain text field" checked={plain} onChange={setPlain} />
        <Button icon="filter" disabled={invalid} onClick={onBlur}>
          Format
        </Button>
        <Button icon="copy" onClick={() => copyText(text, 'JSON')}>
          Copy
        </Button>
      </div>
      {plain ? (
        <TextArea
          aria-label="The flag as JSON"
          mono
          spellcheck={false}
          readOnly={readOnly}
          rows={24}
          value={text}
          onInput={onText}
        />
      ) : (
        <CodeEditor text={text} readOnly={readOnly} issues={fault === undefined ? issues : []} onText={onText} />
      )}
      {changes.value.length > 0 && (
        <Details summary="Difference to the saved flag">
          {() => <DiffView before={bodyOf(base.value)} after={settled.value} />}
        </Details>
      )}
      {issues.length > 0 && (
        <ul class="json-issues">
          {issues.map(({ path, message }, index) => (
            <li key={index} class="field-error">
              <code>{path}</code> {message}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

function parseObject(text: string): FlagDocument | undefined {
  try {
    const value = JSON.parse(text) as FlagDocument | null;
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function faultOf(text: string, key: string): string {
  try {
    JSON.parse(text);
    return `It must stay the flag "${key}": the kind and the key cannot change.`;
  } catch (error) {
    return (error as SyntaxError).message;
  }
}
