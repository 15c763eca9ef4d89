import { Choice } from '../../components/choice.tsx';
import { CodeField } from '../../components/code-field.tsx';
import { useText } from '../../i18n/use-text.ts';
import type { Draft } from './draft.ts';
import type { FaultAt } from './use-faults.ts';

const postingDates = ['expense-date', 'approval-date'] as const;
const closedPeriods = ['fail', 'next-open-period'] as const;

interface DateFieldsProps {
  readonly organizationId: string;
  readonly draft: Draft;
  readonly faultAt: FaultAt;
  readonly onChange: (part: Partial<Draft>) => void;
}

/** Which date a voucher counts on, and what holds where a record names no cost center. */
export function DateFields({ organizationId, draft, faultAt, onChange }: DateFieldsProps) {
  const say = useText();
  const kept = Object.values(draft.rest).reduce((sum, it) => sum + Object.keys(it).length, 0);
  return (
    <section>
      <h2>{say('mapping.rules')}</h2>
      <div className="form-grid">
        <Choice
          label={say('mapping.posting-date')}
          value={draft.postingDate}
          options={postingDates.map((value) => ({ value, label: say(`mapping.posting-date.${value}`) }))}
          onChange={(postingDate) => onChange({ postingDate })}
        />
        <Choice
          label={say('mapping.closed-period')}
          value={draft.closedPeriod}
          options={closedPeriods.map((value) => ({ value, label: say(`mapping.closed-period.${value}`) }))}
          onChange={(closedPeriod) => onChange({ closedPeriod })}
        />
        <CodeField
          organizationId={organizationId}
          list="cost-centers"
          label={say('mapping.default-cost-center')}
          value={draft.defaultCostCenter}
          error={faultAt('defaultCostCenter')}
          onChange={(defaultCostCenter) => onChange({ defaultCostCenter })}
        />
      </div>
      {kept > 0 && <p className="hint">{say('mapping.kept', { count: kept })}</p>}
    </section>
  );
}
