import { mappingTargets, targetFinding } from '@bilag/core';
import { aFieldMapping } from '@bilag/core/testing';
import { expect, test } from 'vitest';

test('every place of a mapping that points into the accounting system is found', () => {
  const mapping = aFieldMapping({
    expenseTypes: {
      toll: {
        treatment: 'post',
        ledgerAccount: '7142',
        taxCode: '1',
        costCenter: '310',
        dimensions: { project: '4402' },
      },
      mileage: { treatment: 'payroll' },
    },
    credit: { employee: { ledgerAccount: '2910', subledger: true, dimensions: { region: 'N' } } },
    costCenters: { Oslo: '310' },
    projects: { Camp: '4402' },
    defaultCostCenter: '100',
  });
  expect(mappingTargets(mapping).map(({ path, kind, value }) => `${path} ${kind} ${value}`)).toEqual([
    'expenseTypes.toll.ledgerAccount ledgerAccount 7142',
    'expenseTypes.toll.taxCode taxCode 1',
    'expenseTypes.toll.costCenter dimensionValue 310',
    'expenseTypes.toll.dimensions.project dimensionValue 4402',
    'credit.employee.ledgerAccount ledgerAccount 2910',
    'credit.employee.subledger subledger null',
    'credit.employee.dimensions.region dimensionValue N',
    'costCenters.Oslo dimensionValue 310',
    'projects.Camp dimensionValue 4402',
    'defaultCostCenter dimensionValue 100',
  ]);
});

test('a finding says in a sentence what cannot be used, and what has the wrong form', () => {
  const target = { path: 'credit.employee.subledger', kind: 'subledger', value: null } as const;
  expect(targetFinding(target, 'not-taken')).toEqual({
    path: 'credit.employee.subledger',
    value: '',
    code: 'ERP_UNKNOWN_PAYEE',
    message: 'Payees in a subledger cannot be used with this accounting system.',
  });
  const account = { path: 'credit.employee.ledgerAccount', kind: 'ledgerAccount', value: 'x y' } as const;
  expect(targetFinding(account, 'malformed')).toMatchObject({ value: 'x y', code: 'ERP_UNKNOWN_LEDGER_ACCOUNT' });
});
