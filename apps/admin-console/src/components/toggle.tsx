import { type ReactNode } from 'react';
import { Switch } from 'react-aria-components/Switch';

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
    <Switch className="toggle" isSelected={isOn} onChange={onPress}>
      <span className="toggle-track" aria-hidden="true" />
      {children}
    </Switch>
  );
}
