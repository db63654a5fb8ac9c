import { untracked, useComputed } from '@preact/signals';
import { useEffect, useMemo } from 'preact/hooks';
import type { JSX } from 'preact';
import { useApi } from '../../api/query.ts';
import { AttributeNames } from '../../context/attribute-names.tsx';
import { pathTo } from '../../lib/paths.ts';
import type { ScreenProps } from '../../screens.tsx';
import { NotLoaded } from '../../components/not-loaded.tsx';
import { Page } from '../../shell/page.tsx';
import { FlagHeader, FlagActions } from './flag-header.tsx';
import { FlagTabContent, FlagTabs } from './flag-tabs.tsx';
import { createDraft, DraftContext, useDraft } from './model/draft.ts';
import type { Version } from './model/draft.ts';
import type { StoredFlag } from '../../../src/documents.ts';
import { useFindings } from './model/use-findings.ts';
import { attributesOf } from './rules/attributes-of.ts';
import { NewerBanner } from './saving/newer-banner.tsx';
import { SaveBar } from './saving/save-bar.tsx';
import './flag-screen.css';

const PARENT = { text: 'Flags', href: pathTo('flags') };

/** One flag: what it does in every environment, and how to change it. */
export default function FlagScreen({ params }: ScreenProps): JSX.Element {
  const { key = '' } = params;
  const { data, error } = useApi('GET /{kind}/{key}', { params: { kind: 'flags', key } });
  if (data !== undefined) {
    return (
      <LoadedFlag
        key={key}
        version={{ flag: data.data as StoredFlag, etag: data.etag }}
        tab={params['tab']}
        gone={error?.problem.status === 404}
      />
    );
  }
  return (
    <Page title={key} mono parent={PARENT}>
      <NotLoaded error={error} what="This flag" icon="flag" lines={6} />
    </Page>
  );
}

function LoadedFlag({
  version,
  tab,
  gone,
}: {
  readonly version: Version;
  readonly tab: string | undefined;
  /** Whether the flag has been deleted since it was read. */
  readonly gone: boolean;
}): JSX.Element {
  // It reads the signals that it creates.
  const draft = useMemo(() => untracked(() => createDraft(version)), []);
  useEffect(() => draft.settle(), [draft]);
  useFindings(draft);
  useEffect(() => draft.receive(version), [version.flag, version.etag]);
  // Read where it is shown, so that an edit does not render the whole screen.
  const name = useComputed(() => draft.settled.value.name);
  return (
    <DraftContext.Provider value={draft}>
      <Page
        title={name.value ?? version.flag.key}
        mono={name.value === undefined}
        parent={PARENT}
        actions={<FlagActions />}
      >
        <FlagHeader />
        <DraftAttributes />
        <FlagTabs current={tab} />
        <NewerBanner gone={gone} />
        <FlagTabContent current={tab} />
        <SaveBar gone={gone} />
      </Page>
    </DraftContext.Provider>
  );
}

/** Suggests the attributes that the draft asks for. */
function DraftAttributes(): JSX.Element {
  return <AttributeNames also={attributesOf(useDraft().settled.value)} />;
}
