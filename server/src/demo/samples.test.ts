import { readdir, readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { renderReports, shippedLastDay } from '../../../demo/reports.ts';
import { loadSamples } from './samples.ts';

const folder = new URL('../../../demo/reports/', import.meta.url);
const maxBytes = 3_000_000;

describe('the sample reports', () => {
  it('are what the storyline gives; run `node demo/make.ts` after changing it', async () => {
    const rendered = renderReports();
    expect((await readdir(folder)).sort()).toEqual(rendered.map(({ file }) => file).sort());
    for (const { file, text } of rendered)
      expect((await readFile(new URL(file, folder), 'utf8')) === text, file).toBe(true);
  });

  it('stay small', () => {
    const bytes = renderReports().reduce((sum, { text }) => sum + Buffer.byteLength(text), 0);
    expect(bytes).toBeLessThan(maxBytes);
  });

  it('name only places of our own: .test names, private and documentation addresses', () => {
    const text = renderReports()
      .map((report) => report.text)
      .join('\n');
    const addresses = new Set(text.match(/\b\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}\b/g));
    const versions = /^(?:8\.0|23\.00|127\.0|128\.0|134\.0|138\.0|140\.0|12\.[123]\.)/;
    const foreign = [...addresses].filter(
      (one) => !/^(?:10\.|203\.0\.113\.)/.test(one) && !versions.test(one),
    );
    expect(foreign).toEqual([]);
    const hosts = new Set([...text.matchAll(/https?:\/\/([a-z0-9.-]+)/g)].map((match) => match[1]));
    expect([...hosts].filter((host) => !host?.endsWith('tarnholm.test')).sort()).toEqual([
      'json.schemastore.org',
      'www.nessus.org',
    ]);
  });

  it('are imported as shipped while they are fresh, and with later dates afterwards', async () => {
    const shipped = Date.parse(`${shippedLastDay}T12:00:00Z`);
    const fresh = await loadSamples(shipped + 3 * 86_400_000);
    expect(fresh.asShipped).toBe(true);
    expect(fresh.reports.at(-1)?.finishedAt.slice(0, 10)).toBe('2026-11-17');

    const later = await loadSamples(Date.parse('2027-08-15T12:00:00Z'));
    expect(later.asShipped).toBe(false);
    expect(later.reports.at(-1)?.finishedAt.slice(0, 10)).toBe('2027-08-11');
    expect(later.reports.map(({ states }) => states.length)).toEqual(
      fresh.reports.map(({ states }) => states.length),
    );
  });

  it('never lie in the future, whatever the day', async () => {
    for (const day of ['2026-03-02', '2026-11-20', '2026-11-21', '2026-12-20', '2028-02-29']) {
      const now = `${day}T00:00:00Z`;
      const { reports } = await loadSamples(Date.parse(now));
      expect(reports.filter(({ finishedAt }) => finishedAt >= now)).toEqual([]);
    }
  });
});
