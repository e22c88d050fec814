import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { codeAt } from '../../server/src/modules/auth/totp.ts';
import { axeFaults, consoleErrors, newPage, openBrowser } from './browser.ts';
import { firstPerson, type RunningPlatform, setUp, startPlatform } from './platform.ts';

let platform: RunningPlatform;
let browser: Browser;
let page: Page;
let errors: readonly string[];
/** Base32, as a person copies it into an authenticator. */
let secret: string;
let recoveryCode: string;

beforeAll(async () => {
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

/** What an authenticator shows; `ahead` steps of 30 seconds later. A code counts once, so each use takes another step. */
function code(ahead: number): string {
  return codeAt(bytesOf(secret), Math.floor(Date.now() / 30_000) + ahead);
}

function bytesOf(base32: string): Uint8Array {
  const bits = Array.from(base32.replaceAll(' ', ''), (char) =>
    'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(char).toString(2).padStart(5, '0'),
  ).join('');
  return Uint8Array.from(bits.match(/.{8}/g) ?? [], (byte) => Number.parseInt(byte, 2));
}

async function signInAgain(): Promise<void> {
  await page.context().clearCookies();
  await page.goto(`${platform.origin}/sign-in`);
  await page.getByLabel('Email').fill(firstPerson.email);
  await page.getByLabel('Password').fill(firstPerson.password);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
}

describe('two-step sign-in, in the browser against the server', () => {
  it('asks for the password before it shows a key, and says when it is wrong', async () => {
    await page.getByRole('navigation').getByRole('link', { name: 'Settings', exact: true }).click();
    await page.getByRole('button', { name: 'Set up', exact: true }).click();
    await page.getByLabel('Your password').fill('not the password at all');
    await page.getByRole('button', { name: 'Set up', exact: true }).click();
    await page.getByRole('alert').waitFor();
    await page.getByLabel('Your password').fill(firstPerson.password);
    await page.getByRole('button', { name: 'Set up', exact: true }).click();
    secret = await page.getByLabel('Key for your authenticator').inputValue();
    expect(bytesOf(secret)).toHaveLength(20);
    expect(await axeFaults(page)).toEqual([]);
  });

  it('is on only after a right code, and hands out recovery codes once', async () => {
    await page.getByLabel('Code it shows now').fill(code(-100));
    await page.getByRole('button', { name: 'Switch on' }).click();
    await page.getByRole('alert').waitFor();
    await page.getByLabel('Code it shows now').fill(code(-1));
    await page.getByRole('button', { name: 'Switch on' }).click();
    const codes = (await page.getByLabel('Recovery codes').inputValue()).split(' ');
    expect(codes.length).toBeGreaterThanOrEqual(8);
    recoveryCode = codes[0] ?? '';
    expect(await axeFaults(page)).toEqual([]);
    await page.getByRole('button', { name: 'I have kept them' }).click();
    await page.getByText('On. Signing in asks for a code').waitFor();
  });

  it('lets nobody in with the password alone, and in with the code', async () => {
    await signInAgain();
    await page.getByLabel('Code from your authenticator').fill(code(0));
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor();
  });

  it('lets in with a recovery code when the authenticator is lost', async () => {
    await signInAgain();
    await page.getByLabel('Code from your authenticator').fill(recoveryCode);
    expect(await axeFaults(page)).toEqual([]);
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor();
  });

  it('goes off with password and code', async () => {
    await page.getByRole('navigation').getByRole('link', { name: 'Settings', exact: true }).click();
    await page.getByRole('button', { name: 'Switch off' }).click();
    await page.getByLabel('Your password').fill(firstPerson.password);
    await page.getByLabel('Code it shows now').fill(code(1));
    await page.getByRole('button', { name: 'Switch off' }).click();
    await page.getByText('Off. A second step protects').waitFor();
  });

  it('never reported an error to the console but the refusals that were asked for', () => {
    expect(errors.filter((error) => !/status of (400|401|403|422)/.test(error))).toEqual([]);
  });
});
