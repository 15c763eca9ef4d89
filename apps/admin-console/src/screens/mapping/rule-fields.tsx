import { Choice } from '../../components/choice.tsx';
import { CodeField } from '../../components/code-field.tsx';
import { useExpenseType } from '../../i18n/use-expense-type.ts';
import { useText } from '../../i18n/use-text.ts';
import { type DraftRule, treatments } from './draft.ts';
import type { FaultAt } from './use-faults.ts';

interface RuleFieldsProps {
  readonly organizationId: string;
  readonly rule: DraftRule;
  readonly hasTaxCodes: boolean;
  readonly faultAt: FaultAt;
  readonly onChange: (rule: DraftRule) => void;
}

/** What becomes of one expense type. */
export function RuleFields({ organizationId, rule, hasTaxCodes, faultAt, onChange }: RuleFieldsProps) {
  const say = useText();
  const typeName = useExpenseType();
  const { type, treatment, ledgerAccount, taxCode, costCenter, dimensions } = rule;
  const path = `expenseTypes.${type}`;
  return (
    <fieldset className="rule">
      <legend>{typeName(type)}</legend>
      <div className="rule-fields">
        <Choice
          label={say('mapping.treatment')}
          value={treatment}
          hint={treatment === 'unused' ? say('mapping.treatment.unused.hint') : undefined}
          options={treatments.map((value) => ({ value, label: say(`mapping.treatment.${value}`) }))}
          onChange={(it) => onChange({ ...rule, treatment: it })}
        />
        {treatment === 'post' && (
          <>
            <CodeField
              organizationId={organizationId}
              list="ledger-accounts"
              label={say('mapping.account')}
              value={ledgerAccount}
              isRequired
              error={faultAt(`${path}.ledgerAccount`)}
              onChange={(it) => onChange({ ...rule, ledgerAccount: it })}
            />
            <CodeField
              organizationId={organizationId}
              list="cost-centers"
              label={say('mapping.cost-center')}
              value={costCenter}
              error={faultAt(`${path}.costCenter`)}
              onChange={(it) => onChange({ ...rule, costCenter: it })}
            />
            {(hasTaxCodes || taxCode !== '') && (
              <CodeField
                organizationId={organizationId}
                list="vat-codes"
                label={say('mapping.tax-code')}
                value={taxCode}
                error={faultAt(`${path}.taxCode`)}
                onChange={(it) => onChange({ ...rule, taxCode: it })}
              />
            )}
          </>
        )}
      </div>
      {treatment === 'post' && dimensions !== undefined && (
        <p className="hint">
          {say('mapping.dimensions', {
            values: Object.entries(dimensions)
              .map((it) => it.join(' '))
              .join(', '),
          })}
        </p>
      )}
    </fieldset>
  );
}
