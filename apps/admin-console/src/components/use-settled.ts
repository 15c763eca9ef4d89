import { useEffect, useState } from 'react';

/** A value once it has not changed for a moment, so that not every key asks the service. */
export function useSettled(value: string, afterMs = 200): string {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), afterMs);
    return () => clearTimeout(timer);
  }, [value, afterMs]);
  return settled;
}
