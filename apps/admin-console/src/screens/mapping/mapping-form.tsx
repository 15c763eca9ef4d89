import type { Schemas } from '@bilag/client';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useCodes } from '../../api/codes.ts';
import { type Mapping, useMappingPreview, useSaveMapping } from '../../api/integration.ts';
import type { Versioned } from '../../api/versioned.ts';
import { useAnnounce } from '../../components/announcer.tsx';
import { Button } from '../../components/button.tsx';
import { SaveProblem } from '../../components/save-problem.tsx';
import { UnsavedChanges } from '../../components/unsaved-changes.tsx';
import { useBegunDraft } from '../../components/use-begun-draft.ts';
import { useFocusInvalid } from '../../components/use-focus-invalid.ts';
import { useText } from '../../i18n/use-text.ts';
import { AddType } from './add-type.tsx';
import { CreditFields } from './credit-fields.tsx';
import { DateFields } from './date-fields.tsx';
import { type Draft, draftOf, emptyRule, mappingOf, missingIn } from './draft.ts';
import { Effects } from './effects.tsx';
import { RuleFields } from './rule-fields.tsx';
import { SampleVoucher } from './sample-voucher.tsx';
import { findingsIn, useFaults } from './use-faults.ts';

/** Whose mapping, and what it begins with. */
export interface MappingFormProps {
  readonly organizationId: string;
  /** What the form begins with; what somebody else saves later does not get into it. */
  readonly saved: Versioned<Mapping | null>;
  readonly profile: Schemas['ConnectorProfile'] | undefined;
  /** Has the form begin anew with what is saved now. */
  readonly onBeginAnew: () => void;
}

interface Begun {
  readonly base: Versioned<Mapping | null>;
  readonly draft: Draft;
}

/** A field mapping as it is being typed; what it would do; and its saving. */
export function MappingForm({ organizationId, saved, profile, onBeginAnew }: MappingFormProps) {
  const say = useText();
  const announce = useAnnounce();
  const navigate = useNavigate();
  const name = `mapping/${organizationId}`;
  const begun = useBegunDraft<Begun>(name, () => ({ base: saved, draft: draftOf(saved.content) }));
  const { base } = begun;
  const [draft, setDraft] = useState(begun.draft);
  const [isTried, setTried] = useState(false);
  const [previewed, setPreviewed] = useState<string>();
  const preview = useMappingPreview(organizationId);
  const save = useSaveMapping(organizationId);
  const accounts = useCodes(organizationId, 'ledger-accounts', '');
  const { form, tell } = useFocusInvalid<HTMLDivElement>();
  const missing = missingIn(draft);
  const mapping = mappingOf(draft);
  const content = JSON.stringify(mapping);
  const [unchanged] = useState(() => JSON.stringify(mappingOf(draftOf(base.content))));
  const isFresh = previewed === content && preview.data !== undefined;
  const error = save.error ?? preview.error;
  const findings = isFresh ? preview.data.findings : findingsIn(error);
  const faultAt = useFaults(isTried ? missing : [], findings);
  const targets = targetsOf(profile);
  const change = (part: Partial<Draft>) => setDraft({ ...draft, ...part });
  const isReady = () => {
    setTried(true);
    save.reset();
    if (missing.length > 0) tell();
    return missing.length === 0;
  };
  const see = (recordId?: string) => {
    if (!isReady()) return;
    preview.mutate(
      { mapping, ...(recordId === undefined ? {} : { recordId }) },
      {
        onSuccess: ({ findings: found }) => {
          setPreviewed(content);
          if (found.length > 0) tell();
        },
        onError: tell,
      },
    );
  };
  const carryOut = () => {
    if (!isReady()) return;
    const { etag } = base;
    save.mutate(
      { mapping, etag },
      {
        onSuccess({ content: { version } }) {
          announce(say('mapping.saved', { version }));
          const to = '/organizations/$organizationId/settings';
          void navigate({ to, params: { organizationId }, ignoreBlocker: true });
        },
        onError: tell,
      },
    );
  };
  return (
    <div ref={form}>
      <UnsavedChanges isChanged={content !== unchanged} form={name} draft={{ base, draft }} />
      <p>{say('mapping.intro')}</p>
      {accounts.data?.isOffered === false && <p className="hint">{say('mapping.unread')}</p>}
      <section>
        <h2>{say('mapping.types')}</h2>
        {draft.rules.map((rule) => (
          <RuleFields
            key={rule.type}
            organizationId={organizationId}
            rule={rule}
            hasTaxCodes={targets.taxCode}
            faultAt={faultAt}
            onChange={(next) => change({ rules: draft.rules.map((it) => (it.type === next.type ? next : it)) })}
          />
        ))}
        <AddType
          types={draft.rules.map((it) => it.type)}
          onAdd={(type) => change({ rules: [...draft.rules, emptyRule(type)] })}
        />
      </section>
      <CreditFields
        organizationId={organizationId}
        credit={draft.credit}
        hasSubledger={targets.subledger}
        faultAt={faultAt}
        onChange={(payee, credit) => change({ credit: { ...draft.credit, [payee]: credit } })}
      />
      <DateFields organizationId={organizationId} draft={draft} faultAt={faultAt} onChange={change} />
      {error !== null && (
        <SaveProblem error={error} organizationId={organizationId} action="mapping-saved" onTake={onBeginAnew} />
      )}
      <p className="actions">
        <Button isBusy={preview.isPending} onPress={() => see()}>
          {say('mapping.preview')}
        </Button>
        <Button variant="primary" isBusy={save.isPending} onPress={carryOut}>
          {say('mapping.save')}
        </Button>
      </p>
      {(isFresh || previewed !== undefined) && (
        <section>
          <h2>{say('mapping.preview.title')}</h2>
          {isFresh ? (
            <>
              <Effects organizationId={organizationId} preview={preview.data} />
              <SampleVoucher preview={preview.data} recordId={preview.variables?.recordId} onChoose={see} />
            </>
          ) : (
            <p role="status">{say('mapping.preview.stale')}</p>
          )}
        </section>
      )}
    </div>
  );
}

/** What the connector lets a mapping point at. */
function targetsOf(profile: Schemas['ConnectorProfile'] | undefined) {
  const properties = profile?.mappingTargetsSchema.properties;
  const has = (name: string) =>
    typeof properties === 'object' && properties !== null && Object.hasOwn(properties, name);
  return { taxCode: has('taxCode'), subledger: has('subledger') };
}
