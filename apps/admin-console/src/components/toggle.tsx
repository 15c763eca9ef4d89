import type { ReactNode } from 'react';

/** On or off. It shows what is, not what was asked for: whoever presses it is asked first. */
export function Toggle({
  isOn,
  onPress,
  children,
}: {
  readonly isOn: boolean;
  readonly onPress: () => void;
  readonly children: ReactNode;
}) {
  return (
    <label className="toggle">
      <input type="checkbox" role="switch" checked={isOn} onChange={onPress} />
      <span className="toggle-track" aria-hidden="true" />
      {children}
    </label>
  );
}
