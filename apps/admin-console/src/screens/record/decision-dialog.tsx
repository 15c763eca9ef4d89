import { BilagProblem } from '@bilag/client';
import { useEffect, useRef, useState } from 'react';
import { type OpenDecision, useResolve } from '../../api/records.ts';
import { useAnnounce } from '../../components/announcer.tsx';
import { ConfirmDialog } from '../../components/confirm-dialog.tsx';
import { TextField } from '../../components/text-field.tsx';
import { Tick } from '../../components/tick.tsx';
import { useText } from '../../i18n/use-text.ts';

interface DecisionDialogProps {
  readonly organizationId: string;
  readonly recordId: string;
  /** It stands for ever. */
  readonly decision: OpenDecision;
  /** Told when its own decision is on its way, which what becomes of the record may be, and when that was refused. */
  readonly onSending: (isSending: boolean) => void;
  readonly onClose: () => void;
}

/** Asks for the reason, and for the voucher's number where there is one, before a decision is carried out. */
export function DecisionDialog({ organizationId, recordId, decision: open, onSending, onClose }: DecisionDialogProps) {
  const say = useText();
  const announce = useAnnounce();
  const resolve = useResolve(organizationId, recordId);
  const [reason, setReason] = useState('');
  const [voucherNumber, setVoucherNumber] = useState('');
  const [isConfirmed, setConfirmed] = useState(false);
  /** The number that the ledger speaks against: another one has to be compared first. */
  const [doubtedNumber, setDoubtedNumber] = useState<string>();
  const [tries, setTries] = useState(0);
  const isTried = tries > 0;
  const fields = useRef<HTMLDivElement>(null);
  // Whoever left something out is put where it belongs.
  useEffect(() => fields.current?.querySelector<HTMLElement>('[aria-invalid]')?.focus(), [tries]);
  const { decision, of } = open;
  const word = wordOf(open);
  const isPosted = decision === 'posted';
  const isReasonMissing = reason.trim() === '';
  const isDoubted = isPosted && voucherNumber === doubtedNumber;
  const isNumberMissing = isPosted && voucherNumber.trim() === '';
  const decide = () => {
    setTries(tries + 1);
    if (isReasonMissing || isNumberMissing) return;
    const isSure = isDoubted && isConfirmed ? { confirmDifference: true } : {};
    const number = isPosted ? { of, voucherNumber: voucherNumber.trim(), ...isSure } : {};
    onSending(true);
    resolve.mutate(
      { decision, reason: reason.trim(), ...number },
      {
        onError(error) {
          onSending(false);
          if (!isObjection(error)) return;
          setDoubtedNumber(voucherNumber);
          setConfirmed(false);
        },
        onSuccess() {
          announce(say(`record.${word}.done`));
          onClose();
        },
      },
    );
  };
  return (
    <ConfirmDialog
      isOpen
      title={say(`record.${word}.question`)}
      confirm={say(`record.${word}.confirm`)}
      isDangerous
      isBusy={resolve.isPending}
      error={resolve.error}
      onConfirm={decide}
      onCancel={onClose}
    >
      <p>{say(`record.${word}.text`)}</p>
      <div ref={fields}>
        {isPosted && (
          <TextField
            label={say('record.voucher-number')}
            value={voucherNumber}
            onChange={setVoucherNumber}
            maxLength={50}
            isRequired
            error={isTried && isNumberMissing ? say('record.voucher-number.missing') : undefined}
          />
        )}
        <TextField
          label={say('record.reason')}
          hint={say('record.reason.hint')}
          value={reason}
          onChange={setReason}
          maxLength={500}
          isRequired
          error={isTried && isReasonMissing ? say('record.reason.missing') : undefined}
        />
        {isDoubted && (
          <Tick isOn={isConfirmed} onChange={setConfirmed}>
            {say('record.posted.all-the-same')}
          </Tick>
        )}
      </div>
    </ConfirmDialog>
  );
}

/** The name that a decision has among the words. */
export const wordOf = ({ decision, of }: OpenDecision) =>
  of === 'reversal' && decision === 'posted' ? 'posted-reversal' : decision;

/** The ledger has something else under the number, nothing, or could not be asked: a person may know better. */
const isObjection = (error: Error) =>
  error instanceof BilagProblem && error.problem?.code.startsWith('POSTED_VOUCHER_') === true;
