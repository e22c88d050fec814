import { appendFileSync, mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { axeFaults, consoleErrors, newPage, openBrowser } from './browser.ts';
import { type RunningPlatform, setUp, startPlatform } from './platform.ts';

const report = fileURLToPath(
  new URL('../../server/src/modules/ingestion/parsers/nessus/fixtures/happy.nessus', import.meta.url),
);
const pictures = fileURLToPath(new URL('./.pictures/', import.meta.url));
const boardPack = `${pictures}board-pack.pdf`;
const receipt = `${pictures}receipt.json`;

let platform: RunningPlatform;
let browser: Browser;
let page: Page;
/** A second window that stands on the register before the import. */
let watching: Page;
let errors: readonly string[];

beforeAll(async () => {
  mkdirSync(pictures, { recursive: true });
  platform = await startPlatform();
  browser = await openBrowser();
  page = await newPage(browser);
  errors = consoleErrors(page);
});
afterAll(async () => {
  await browser?.close();
  await platform?.stop();
});

const picture = (name: string) => page.screenshot({ path: `${pictures}${name}.png` });

/** Opens a section by the rail and waits until its own heading stands and nothing is on its way any more. */
async function open(section: string, heading = section): Promise<void> {
  await page.getByRole('navigation').getByRole('link', { name: section, exact: true }).click();
  await page.getByRole('heading', { level: 1, name: heading, exact: true }).waitFor();
  await settled();
}

async function emptyRegister(): Promise<Page> {
  const other = await page.context().newPage();
  await other.goto(page.url().replace(/\/ingestion\/.*/, '/vulnerabilities'));
  await other.getByRole('link', { name: 'Upload a report' }).waitFor();
  return other;
}

async function settled(): Promise<void> {
  await expect.poll(() => page.locator('[aria-busy="true"]').count(), { timeout: 15_000 }).toBe(0);
}

describe('from a fresh installation to a board pack, in the browser', () => {
  it('is set up with the one-time link, once', async () => {
    await setUp(page, platform, () => picture('setup'));
  });

  it('says what an empty overview is for', async () => {
    await page.getByText('once a scanner report has been brought in').waitFor();
    expect(await axeFaults(page)).toEqual([]);
  });

  it('takes a report, shows exactly what it would change, and brings it in', async () => {
    await open('Ingestion');
    await page.locator('input[type=file]').first().setInputFiles(report);
    await page
      .getByRole('link', { name: /happy\.nessus/ })
      .first()
      .click();
    await page.getByRole('button', { name: /^Add 3, reopen 0, close 0/ }).waitFor();
    await picture('preview');
    expect(await axeFaults(page)).toEqual([]);
    watching = await emptyRegister();
    await page.getByRole('button', { name: /^Add 3, reopen 0, close 0/ }).click();
    // The word "Finalized" stands among the steps from the start; the receipt comes with the import.
    await page.getByRole('heading', { name: 'Receipt' }).waitFor();
    await picture('finalized');
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Save receipt' }).click(),
    ]);
    await file.saveAs(receipt);
  });

  it('shows the import at once to who looks at the register meanwhile', async () => {
    await expect.poll(() => watching.getByRole('row').count(), { timeout: 10_000 }).toBe(1 + 3);
    await watching.close();
  });

  it('lists the register, opens one by keyboard, and changes its status with a reason', async () => {
    await open('Vulnerabilities');
    await expect.poll(() => page.getByRole('row').count()).toBe(1 + 3);
    await picture('vulnerabilities');
    expect(await axeFaults(page)).toEqual([]);
    await page.keyboard.press('j');
    await page.keyboard.press('Enter');
    await page.waitForURL(/vulnerabilities\/[0-9a-f-]+/);
    await page.getByRole('heading', { level: 2, name: 'Archive tool < 24.1 code execution' }).waitFor();
    await settled();
    await picture('vulnerability');
    expect(await axeFaults(page)).toEqual([]);
    await page.keyboard.press('s');
    await page.getByRole('radio', { name: 'False positive' }).click();
    await page.getByLabel('Reason').fill('The service behind this port was taken down');
    await picture('status');
    expect(await axeFaults(page)).toEqual([]);
    await page.getByRole('button', { name: 'Change status', exact: true }).last().click();
    await page.getByRole('button', { name: 'Status: False positive. Change it' }).waitFor();
  });

  it('takes a comment that mentions somebody, by keyboard, and lets it be changed and deleted', async () => {
    const comments = page.getByRole('list', { name: 'Comments' });
    await page.getByLabel('Write a comment').focus();
    await page.keyboard.type('Gone since Monday, ask @ada');
    await page.getByRole('option', { name: 'Ada Harbour' }).waitFor();
    expect(await axeFaults(page)).toEqual([]);
    await picture('comment-mention');
    await page.keyboard.press('Enter');
    await page.keyboard.type('for the ticket');
    await page.getByRole('button', { name: 'Comment', exact: true }).click();
    await comments.getByText('@Ada Harbour', { exact: true }).waitFor();
    expect(await comments.textContent()).toContain('Gone since Monday, ask @Ada Harbour for the ticket');
    await comments.getByRole('button', { name: 'Edit comment' }).press('Enter');
    await page.getByRole('textbox', { name: 'Edit comment' }).waitFor();
    await page.keyboard.press('ControlOrMeta+a');
    await page.keyboard.type('Gone since Tuesday');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await comments.getByText('edited').waitFor();
    await page.emulateMedia({ colorScheme: 'dark' });
    await page.setViewportSize({ width: 390, height: 844 });
    await comments.scrollIntoViewIfNeeded();
    await picture('comments-dark-narrow');
    expect(await axeFaults(page)).toEqual([]);
    expect(await page.evaluate('document.documentElement.scrollWidth <= window.innerWidth')).toBe(true);
    await comments.getByRole('button', { name: 'Delete comment' }).press('Enter');
    await comments.getByText('Its text will be gone').waitFor();
    await page.keyboard.press('Enter');
    await comments.getByText('Deleted by Ada Harbour').waitFor();
    expect(await comments.textContent()).not.toContain('Tuesday');
    await page.emulateMedia({ colorScheme: 'light' });
    await page.setViewportSize({ width: 1440, height: 900 });
  });

  for (const section of ['Overview', 'Assets', 'Assessments', 'Reports', 'Audit', 'Settings']) {
    it(`shows ${section} without an accessibility fault, light, dark and narrow`, async () => {
      await open(section, section === 'Settings' ? 'Profile' : section);
      await picture(section.toLowerCase());
      expect(await axeFaults(page)).toEqual([]);
      await page.emulateMedia({ colorScheme: 'dark' });
      await page.waitForTimeout(200);
      await picture(`${section.toLowerCase()}-dark`);
      expect(await axeFaults(page)).toEqual([]);
      await page.emulateMedia({ colorScheme: 'light' });
      await page.setViewportSize({ width: 390, height: 844 });
      await page.waitForTimeout(200);
      await picture(`${section.toLowerCase()}-narrow`);
      expect(await page.evaluate('document.documentElement.scrollWidth <= window.innerWidth')).toBe(true);
      await page.setViewportSize({ width: 1440, height: 900 });
    });
  }

  it('makes a board pack and lets it be downloaded', async () => {
    await open('Reports');
    await page.getByRole('button', { name: 'New board pack' }).click();
    await page.getByRole('button', { name: 'Make board pack' }).click();
    const download = page
      .getByRole('button', { name: /Download .* as PDF/i })
      .or(page.getByRole('link', { name: /Download .* as PDF/i }));
    await download.first().waitFor({ timeout: 60_000 });
    await picture('reports-made');
    const [file] = await Promise.all([page.waitForEvent('download'), download.first().click()]);
    expect(file.suggestedFilename()).toMatch(/\.pdf$/);
    await file.saveAs(boardPack);
  });

  it('says of the board pack to anybody, without signing in, whether it is genuine', async () => {
    const stranger = await newPage(browser);
    await stranger.goto(`${platform.origin}/verify`);
    await stranger.locator('input[type=file]').setInputFiles(boardPack);
    await stranger.getByText('is genuine: made here on').waitFor();
    await stranger.getByText('The signature holds with the published key').waitFor();
    await stranger.screenshot({ path: `${pictures}verify.png` });
    expect(await axeFaults(stranger)).toEqual([]);
    appendFileSync(boardPack, ' ');
    await stranger.locator('input[type=file]').setInputFiles(boardPack);
    await stranger.getByText('is not a file that this installation made').waitFor();
    expect(await axeFaults(stranger)).toEqual([]);
    await stranger.locator('input[type=file]').setInputFiles(receipt);
    await stranger.getByText('is a genuine receipt').waitFor();
    await stranger.context().close();
  });

  it('signs out, and the way back is closed', async () => {
    await page.goto(`${platform.origin}/`);
    const inside = page.url();
    await page.context().clearCookies();
    await page.goto(inside);
    await page.getByLabel('Email').waitFor();
  });

  it('never reported an error to the console', () => {
    expect(errors).toEqual([]);
  });
});
