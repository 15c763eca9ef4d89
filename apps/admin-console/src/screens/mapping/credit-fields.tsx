import { CodeField } from '../../components/code-field.tsx';
import { Tick } from '../../components/tick.tsx';
import { useText } from '../../i18n/use-text.ts';
import { type Draft, type DraftCredit, type Payee, payees } from './draft.ts';
import type { FaultAt } from './use-faults.ts';

interface CreditFieldsProps {
  readonly organizationId: string;
  readonly credit: Draft['credit'];
  readonly hasSubledger: boolean;
  readonly faultAt: FaultAt;
  readonly onChange: (payee: Payee, credit: DraftCredit) => void;
}

/** The credit side, by kind of payee. */
export function CreditFields({ organizationId, credit, hasSubledger, faultAt, onChange }: CreditFieldsProps) {
  const say = useText();
  return (
    <section>
      <h2>{say('mapping.credit')}</h2>
      <p className="hint">{say('mapping.credit.hint')}</p>
      {payees.map((payee) => (
        <fieldset key={payee} className="rule">
          <legend>{say(`mapping.credit.${payee}`)}</legend>
          <div className="rule-fields">
            <CodeField
              organizationId={organizationId}
              list="ledger-accounts"
              label={say('mapping.account')}
              value={credit[payee].ledgerAccount}
              error={faultAt(`credit.${payee}.ledgerAccount`)}
              onChange={(it) => onChange(payee, { ...credit[payee], ledgerAccount: it })}
            />
            {(hasSubledger || credit[payee].subledger) && (
              <Tick
                isOn={credit[payee].subledger}
                onChange={(it) => onChange(payee, { ...credit[payee], subledger: it })}
              >
                {say('mapping.subledger')}
              </Tick>
            )}
          </div>
        </fieldset>
      ))}
    </section>
  );
}
