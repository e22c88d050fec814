import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { axeFaults, consoleErrors, newPage, openBrowser } from './browser.ts';
import { type RunningPlatform, setUp, startPlatform } from './platform.ts';

let platform: RunningPlatform;
let browser: Browser;
let page: Page;
let errors: readonly string[];

beforeAll(async () => {
  platform = await startPlatform();
  browser = await openBrowser();
  page = await newPage(browser);
  errors = consoleErrors(page);
  await setUp(page, platform);
  await fill();
});
afterAll(async () => {
  await browser?.close();
  await platform?.stop();
});

/** A laptop that reaches servers over the network, and two crown jewels behind them. */
async function fill(): Promise<void> {
  const ids = new Map<string, string>();
  for (const [name, criticality] of Object.entries({
    laptop: 1,
    gateway: 3,
    shop: 4,
    wiki: 2,
    orders: 5,
    payroll: 5,
  }))
    ids.set(name, await post('/assets', { name, kind: 'HOST', criticality }));
  const steps = [
    ['laptop', 'gateway', 0.9],
    ['gateway', 'shop', 0.6],
    ['gateway', 'wiki', 0.3],
    ['shop', 'orders', 0.5],
    ['wiki', 'payroll', 0.2],
  ] as const;
  const relationships = steps.map(([from, to, weight]) => ({
    fromId: ids.get(from),
    toId: ids.get(to),
    type: 'CONNECTS_TO',
    weight,
  }));
  await post('/assets/relationships', { relationships });
}

/** As the page itself would send it. @returns the id of what was made */
function post(path: string, body: object): Promise<string> {
  return page.evaluate(
    async ({ path: to, body: data }) => {
      const tenant = /\/t\/([0-9a-f-]+)/.exec(location.pathname)?.[1] ?? '';
      const headers = { 'content-type': 'application/json', 'x-tenant-id': tenant };
      const answer = await fetch(`/api/v1${to}`, { method: 'POST', headers, body: JSON.stringify(data) });
      if (!answer.ok) throw new Error(await answer.text());
      const made = await answer.json();
      return String(made.data.id);
    },
    { path, body },
  );
}

const row = (name: string) => page.getByRole('row').filter({ hasText: name });

async function picture(name: string): Promise<void> {
  const folder = process.env.CRP_PICTURES;
  if (folder) await page.screenshot({ path: `${folder}/${name}.png`, fullPage: true });
}

describe('the blast radius, in the browser against the server', () => {
  it('starts from an asset that is found by name', async () => {
    await page.getByRole('navigation').getByRole('link', { name: 'Blast radius', exact: true }).click();
    await page.getByRole('heading', { level: 1, name: 'Blast radius' }).waitFor();
    await page.getByLabel('Find an asset').fill('lapt');
    await page.getByRole('button', { name: 'Add laptop' }).click();
    await row('orders').waitFor();
    expect(await page.getByRole('row').count()).toBe(6);
    await page.getByRole('img', { name: /5 assets are reached/ }).waitFor();
    expect(await axeFaults(page)).toEqual([]);
  });

  it('says how an asset is reached, by keyboard alone', async () => {
    await row('orders').getByRole('button').focus();
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'How orders is reached' }).waitFor();
    await page.getByText(/Most likely path: 27%/).waitFor();
    await picture('light');
    expect(await axeFaults(page)).toEqual([]);
  });

  it('takes a press in the picture for the asset under it', async () => {
    const canvas = page.getByRole('img', { name: /assets are reached/ });
    const box = await canvas.boundingBox();
    if (!box) throw new Error('no picture');
    // The first ring holds one asset, straight below the middle: the gateway.
    let found = false;
    for (let y = box.height / 2 + 20; y < box.height && !found; y += 10) {
      await canvas.click({ position: { x: box.width / 2, y } });
      found = await page.getByRole('heading', { name: 'How gateway is reached' }).isVisible();
    }
    expect(found).toBe(true);
  });

  it('shows what removing the smallest cut would do, and goes back', async () => {
    await page.getByText(/1 to remove or fix keep every crown jewel out of reach/).waitFor();
    await page.getByRole('button', { name: /Try without this relationship to laptop/ }).click();
    await page.getByText('Nothing is reached from here').waitFor();
    await page.getByRole('button', { name: 'Back to how it is' }).click();
    await row('orders').waitFor();
  });

  it('holds in the dark and on a narrow window', async () => {
    await page.emulateMedia({ colorScheme: 'dark' });
    await page.setViewportSize({ width: 400, height: 800 });
    await row('orders').getByRole('button').click();
    expect(await axeFaults(page)).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(400);
    await picture('dark-narrow');
    await page.setViewportSize({ width: 1440, height: 900 });
    await picture('dark');
  });

  it('never reported an error to the console', () => {
    expect(errors).toEqual([]);
  });
});
