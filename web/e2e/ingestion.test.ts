import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { axeFaults, consoleErrors, newPage, openBrowser } from './browser.ts';
import { type RunningPlatform, setUp, startPlatform } from './platform.ts';

const reports = fileURLToPath(new URL('./.pictures/reports/', import.meta.url));
const prose = fileURLToPath(
  new URL('../../server/src/modules/ingestion/parsers/pentest-pdf/fixtures/happy.pdf', import.meta.url),
);
/** Nothing in it is named as any tool names it. */
const table = `Finding,Risk rating,Machine,CVE number,Ticket
Old TLS offered,High,web-1.example.test,,OPS-1
Outdated library,Critical,web-2.example.test,CVE-2024-5535,OPS-2
Directory listing,Low,web-2.example.test,,OPS-3
`;

let platform: RunningPlatform;
let browser: Browser;
let page: Page;
let errors: readonly string[];

beforeAll(async () => {
  mkdirSync(`${reports}inner`, { recursive: true });
  writeFileSync(`${reports}desk.csv`, table);
  writeFileSync(`${reports}inner/second.csv`, table.replace('Old TLS', 'Very old TLS'));
  writeFileSync(`${reports}.hidden`, 'not a report');
  platform = await startPlatform();
  browser = await openBrowser();
  page = await newPage(browser);
  errors = consoleErrors(page);
  await setUp(page, platform);
});
afterAll(async () => {
  await browser?.close();
  await platform?.stop();
});

async function openIngestion(): Promise<void> {
  await page.getByRole('navigation').getByRole('link', { name: 'Ingestion', exact: true }).click();
  await page.getByRole('heading', { level: 1, name: 'Ingestion' }).waitFor();
}

describe('bringing in reports, in the browser', () => {
  it('takes a folder, what is inside its folders too, and leaves hidden files out', async () => {
    await openIngestion();
    await page.getByLabel('Folder of reports').setInputFiles(reports);
    await expect.poll(() => page.getByRole('row').count(), { timeout: 20_000 }).toBe(1 + 2);
    await expect.poll(() => page.getByText('Failed', { exact: true }).count(), { timeout: 20_000 }).toBe(2);
  });

  it('reads a table of no known tool once a person has said which column holds what', async () => {
    await page.getByRole('link', { name: 'desk.csv' }).click();
    await page.getByRole('button', { name: 'Map the columns' }).click();
    await page.getByRole('rowheader', { name: 'Risk rating' }).waitFor();
    expect(await axeFaults(page)).toEqual([]);
    await page.getByLabel('What the column Ticket holds').click();
    await page.getByRole('option', { name: 'Unique ID from tool' }).click();
    await page.getByLabel('Name of the mapping').fill('Sheet of the desk');
    await page.getByRole('button', { name: 'Save and read again' }).click();
    await page.getByText('Read with the saved mapping Sheet of the desk.').waitFor();
    await page.getByRole('button', { name: /^Add 3, reopen 0, close 0/ }).waitFor();
  });

  it('offers the kept mapping for the next table of the same form', async () => {
    await openIngestion();
    await page.getByRole('link', { name: 'second.csv' }).click();
    await page.getByRole('button', { name: 'Map the columns' }).click();
    await page.getByRole('button', { name: 'Sheet of the desk (5 of 5 columns)' }).click();
    await page.getByRole('button', { name: /^Add 3, reopen 0, close 0/ }).waitFor();
  });

  it('shows where each finding of a pentest report stands and how sure it is, and waits for a named person', async () => {
    await openIngestion();
    await page.getByLabel('Report files').setInputFiles(prose);
    await page.getByRole('link', { name: 'happy.pdf' }).click();
    await page.getByRole('columnheader', { name: 'Confidence' }).waitFor();
    await page
      .getByRole('cell', { name: /^page \d+$/ })
      .first()
      .waitFor();
    await page.getByText(/warnings? needs? a decision first/).waitFor();
    expect(await page.getByRole('button', { name: /^Add \d+, reopen/ }).isDisabled()).toBe(true);
    for (const box of await page.getByRole('checkbox', { name: /^Go ahead/ }).all()) await box.click();
    await page.getByText('the receipt names you, Ada Harbour').waitFor();
    expect(await page.getByRole('button', { name: /^Add \d+, reopen/ }).isEnabled()).toBe(true);
    expect(await axeFaults(page)).toEqual([]);
  });

  it('never reported an error to the console', () => {
    expect(errors).toEqual([]);
  });
});
