import { type ReactNode, useId } from 'react';

interface ButtonProps {
  readonly children: ReactNode;
  readonly onPress: () => void;
  readonly variant?: 'primary' | 'danger' | 'plain';
  /** Why it cannot be pressed now. It is said beside the button, which stays in the order of the Tab key, so that everybody finds the reason. */
  readonly disabledReason?: string | undefined;
  readonly isBusy?: boolean;
}

/** Something to press. */
export function Button({ children, onPress, variant = 'plain', disabledReason, isBusy = false }: ButtonProps) {
  const reasonId = useId();
  const isDisabled = isBusy || disabledReason !== undefined;
  return (
    <>
      <button
        type="button"
        className={`button button-${variant}`}
        aria-disabled={isDisabled || undefined}
        aria-describedby={disabledReason === undefined ? undefined : reasonId}
        onClick={() => !isDisabled && onPress()}
      >
        {children}
      </button>
      {disabledReason !== undefined && (
        <span id={reasonId} className="hint">
          {disabledReason}
        </span>
      )}
    </>
  );
}
