import type { MappingPreview } from '../../api/integration.ts';
import { Choice } from '../../components/choice.tsx';
import { FailureNotice } from '../../components/failure-notice.tsx';
import { ForeignText } from '../../components/foreign-text.tsx';
import { JournalLines } from '../../components/journal-lines.tsx';
import { useFormat } from '../../i18n/use-format.ts';
import { useText } from '../../i18n/use-text.ts';

interface SampleVoucherProps {
  readonly preview: MappingPreview;
  /** Whose voucher was asked for; that of the service's own choice when nobody was. */
  readonly recordId: string | undefined;
  readonly onChoose: (recordId: string) => void;
}

/** The voucher of a real record, as the mapping that is being typed would make it. */
export function SampleVoucher({ preview: { effects, sample }, recordId, onChoose }: SampleVoucherProps) {
  const say = useText();
  if (effects.length === 0) return null;
  return (
    <>
      <h3>{say('mapping.sample.title')}</h3>
      <div className="form-grid">
        <Choice
          label={say('mapping.sample')}
          value={sample?.recordId ?? recordId}
          placeholder={say('connection.choose')}
          options={effects.map((it) => ({ value: it.recordId, label: it.sourceId }))}
          onChange={onChoose}
        />
      </div>
      {sample === null ? <p>{say('mapping.sample.none')}</p> : <Voucher voucher={sample.voucher} />}
    </>
  );
}

function Voucher({ voucher }: { readonly voucher: NonNullable<MappingPreview['sample']>['voucher'] }) {
  const say = useText();
  const format = useFormat();
  if (voucher.kind === 'nothing-to-post') {
    return (
      <p>
        {say('record.voucher.nothing')} <ForeignText>{voucher.reason}</ForeignText>
      </p>
    );
  }
  const { problem, postingDate, lines, currency } = voucher;
  return (
    <>
      {problem !== null && <FailureNotice title={say('record.voucher.unfit')} failure={problem} />}
      <p>
        {say('record.voucher.posting-date')}: {format.date(postingDate)}
      </p>
      <JournalLines lines={lines} currency={currency} />
    </>
  );
}
