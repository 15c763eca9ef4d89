/** What is wrong with a ledger account, as a sentence. */
export const faultyAccount = (number: string, fault: string) =>
  `Ledger account ${number} ${fault} in the accounting system.`;

/** What is wrong with a VAT code, as a sentence. */
export const faultyTaxCode = (code: string, fault: string) => `VAT code ${code} ${fault} in the accounting system.`;

/** What is wrong with a value on an axis, as a sentence. */
export const faultyValue = (axis: string, code: string, fault: string) =>
  `${axisNames.get(axis) ?? `The dimension «${axis}»: value`} ${code} ${fault} in the accounting system.`;

const axisNames = new Map([
  ['costCenter', 'Cost center'],
  ['project', 'Project'],
]);

/** What is wrong with a payee's account, as a sentence that does not say whose it is. */
export const faultyPayee = (fault: string) => `The payee’s account in the subledger ${fault} in the accounting system.`;
