import type { ReactNode } from 'react';

interface TickProps {
  readonly isOn: boolean;
  readonly onChange: (isOn: boolean) => void;
  readonly children: ReactNode;
  readonly lang?: string | undefined;
}

/** Yes or no. */
export function Tick({ isOn, onChange, children, lang }: TickProps) {
  return (
    <label className="tick" lang={lang}>
      <input type="checkbox" checked={isOn} onChange={(event) => onChange(event.target.checked)} />
      {children}
    </label>
  );
}
