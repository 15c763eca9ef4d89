/** Øre as kroner the Norwegian way: `1 234,50`, with no-break spaces between thousands. */
export function formatKroner(minor: number): string {
  const digits = String(Math.abs(minor)).padStart(3, '0');
  const whole = digits.slice(0, -2).replaceAll(/\B(?=(\d{3})+$)/g, '\u00a0');
  return `${minor < 0 ? '−' : ''}${whole},${digits.slice(-2)}`;
}
