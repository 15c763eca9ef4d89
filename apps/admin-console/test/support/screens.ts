import type { Page } from 'playwright-core';
import { signInAs } from './console.ts';

/** A screen to look at, and how one knows that all of it is there. In both languages. */
export interface Screen {
  readonly name: string;
  readonly open: (page: Page) => Promise<void>;
}

/** Every screen, for somebody who has signed in as administrator of all. A new screen adds its line here and is held to the same. */
export const screens: readonly Screen[] = [
  { name: 'overview', open: (page) => go(page, '/console/overview', 'NBF') },
  { name: 'status', open: (page) => go(page, '/console/organizations/nbf/status', 'Xledger') },
  { name: 'records', open: (page) => go(page, '/console/organizations/nbf/records', 'NBF-4') },
  {
    name: 'record',
    async open(page) {
      await go(page, '/console/organizations/nbf/records?sourceId=NBF-2', 'NBF-2');
      await page.getByRole('link', { name: 'NBF-2' }).click();
      await page.getByRole('table', { name: /Journal lines|Bilagslinjer/ }).waitFor();
    },
  },
  {
    name: 'sync-question',
    async open(page) {
      await go(page, '/console/organizations/nbf/status', 'Xledger');
      await page.getByRole('button', { name: /Trigger Sync Now|Synkroniser nå/ }).click();
      await page.getByRole('alertdialog').waitFor();
    },
  },
  {
    name: 'retry-question',
    async open(page) {
      await go(page, '/console/organizations/nbf/records?show=failed', 'NBF-4');
      await page.getByRole('button', { name: /Retry All Failed|Prøv alle feilede på nytt/ }).click();
      await page.getByRole('alertdialog').getByText('3').waitFor();
    },
  },
  {
    name: 'decision',
    async open(page) {
      await go(page, '/console/organizations/nbf/records?sourceId=NBF-2', 'NBF-2');
      await page.getByRole('link', { name: 'NBF-2' }).click();
      await page.getByRole('button', { name: /Mark as posted …|Merk som bokført …/ }).click();
      await page
        .getByRole('alertdialog')
        .getByRole('button', { name: /Mark as posted|Merk som bokført/ })
        .click();
    },
  },
  { name: 'settings', open: (page) => go(page, '/console/organizations/nbf/settings', 'Xledger, Xledger GraphQL') },
  {
    name: 'settings-new',
    open: async (page) => {
      await page.goto('/console/organizations/new/settings');
      await page.getByRole('link', { name: /Choose accounting system|Velg regnskapssystem/ }).waitFor();
    },
  },
  {
    name: 'connection',
    async open(page) {
      await page.goto('/console/organizations/new/settings/connection');
      await page.getByRole('button', { name: /Accounting system|Regnskapssystem/ }).click();
      await page.getByRole('option', { name: 'Microsoft Dynamics 365' }).click();
      await page.getByRole('textbox', { name: /Tenant|Leier/ }).waitFor();
      await page.getByRole('button', { name: /^Test connection$|^Test tilkoblingen$/ }).click();
    },
  },
  {
    name: 'mapping',
    async open(page) {
      await page.goto('/console/organizations/nbf/settings/mapping');
      await page.getByRole('group', { name: /^(Toll|Bompenger)$/ }).waitFor();
      await page.getByRole('button', { name: /See what the change does|Se hva endringen gjør/ }).click();
      await page.getByRole('heading', { name: /What the change does|Hva endringen gjør/ }).waitFor();
    },
  },
  { name: 'audit-log', open: (page) => openLog(page, '/console/organizations/nbf/audit-log') },
  { name: 'audit-log-of-all', open: (page) => openLog(page, '/console/audit-log') },
  {
    name: 'log-entry',
    async open(page) {
      await page.goto('/console/organizations/nbf/audit-log?action=attempt');
      await page.getByRole('table').getByRole('link').first().click();
      await page.getByRole('region', { name: /Payload, word for word|Innhold, ord for ord/ }).waitFor();
    },
  },
  {
    name: 'alert-settings',
    async open(page) {
      await page.goto('/console/organizations/nbf/settings/alerts');
      await page.getByLabel(/^(Webhook secret|Hemmelighet for webhook)$/).fill('secret');
      await page.getByRole('button', { name: /^(Save alert settings|Lagre varsling)$/ }).click();
      await page.getByText(/^(It|Den) (begins|begynner) /).waitFor();
    },
  },
  {
    name: 'webhooks',
    async open(page) {
      await page.goto('/console/organizations/nbf/settings/webhooks');
      await page.getByRole('row', { name: /kasse\.example\.org/ }).waitFor();
    },
  },
  {
    name: 'webhook',
    async open(page) {
      await page.goto('/console/organizations/nbf/settings/webhooks');
      await page.getByRole('link', { name: /godkjenning/ }).click();
      await page.getByRole('table', { name: /Messages, newest first|Meldinger, de nyeste først/ }).waitFor();
    },
  },
  {
    name: 'webhook-new',
    async open(page) {
      await page.goto('/console/organizations/nbf/settings/webhooks/new');
      await page.getByRole('button', { name: /^(Add endpoint|Legg til mottaker)$/ }).click();
      await page.getByText(/^(Write an address|Skriv en adresse) /).waitFor();
    },
  },
  {
    name: 'webhook-question',
    async open(page) {
      await page.goto('/console/organizations/nbf/settings/webhooks');
      await page.getByRole('link', { name: /godkjenning/ }).click();
      await page.getByRole('button', { name: /^(Switch off|Slå av) …/ }).click();
      await page.getByRole('alertdialog').waitFor();
    },
  },
  { name: 'alerts', open: (page) => openAlerts(page, '/console/organizations/nbf/alerts') },
  { name: 'alerts-of-all', open: (page) => openAlerts(page, '/console/alerts') },
  {
    name: 'alert',
    async open(page) {
      await openAlerts(page, '/console/organizations/nbf/alerts');
      await page
        .getByRole('link', { name: /^(Details|Detaljer) ?: 3 / })
        .first()
        .click();
      await page.getByRole('table', { name: /Messages about the alert|Meldinger om varselet/ }).waitFor();
    },
  },
  {
    name: 'alert-of-all',
    async open(page) {
      await openAlerts(page, '/console/alerts');
      await page.getByRole('link', { name: /^(Details|Detaljer) ?: / }).click();
      await page.getByRole('table', { name: /Affected organizations|Organisasjoner det gjelder/ }).waitFor();
    },
  },
  {
    name: 'alert-question',
    async open(page) {
      await openAlerts(page, '/console/alerts');
      await page.getByRole('link', { name: /^(Details|Detaljer) ?: / }).click();
      await page.getByRole('button', { name: /^(Acknowledge|Kvitter ut) …/ }).click();
      await page.getByRole('alertdialog').waitFor();
    },
  },
];

/** The same for somebody who has not signed in. */
export const screensBefore: readonly Screen[] = [
  {
    name: 'sign-in',
    async open(page) {
      await page.goto('/console/');
      await page.getByRole('button', { name: /^(Sign in|Logg inn)$/ }).waitFor();
    },
  },
  {
    name: 'no-access',
    async open(page) {
      await signInAs(page, 'withoutRole');
      await page.getByRole('heading', { name: /You have no access|Du har ikke tilgang/ }).waitFor();
    },
  },
];

async function go(page: Page, address: string, text: string): Promise<void> {
  await page.goto(address);
  await page.getByRole('main').getByText(text, { exact: true }).first().waitFor();
}

async function openAlerts(page: Page, address: string): Promise<void> {
  await page.goto(address);
  await page.getByRole('table', { name: /Alerts, newest first|Varsler, de nyeste først/ }).waitFor();
}

async function openLog(page: Page, address: string): Promise<void> {
  await page.goto(address);
  await page
    .getByRole('row', { name: /NBF-4 \(/ })
    .first()
    .waitFor();
}
