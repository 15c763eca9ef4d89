/** A code as it is compared: ERPs write codes in capitals, whatever they were given. */
export function comparable(code: string): string {
  return code.toUpperCase();
}
