// node demo/make.ts: writes the sample reports of the story anew. A test fails when they differ from what this makes.
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { expectations } from './expectation.ts';
import { renderReports } from './reports.ts';

const folder = new URL('reports/', import.meta.url);

const reports = renderReports();
const names = new Set(reports.map(({ file }) => file));
await mkdir(folder, { recursive: true });
for (const name of await readdir(folder)) if (!names.has(name)) await rm(new URL(name, folder));
for (const { file, text } of reports) await writeFile(new URL(file, folder), text);

const { byFile, open, recurring } = expectations(reports);
let openNow = 0;
for (const { file, finishedAt } of reports) {
  const counts = byFile.get(file);
  if (counts === undefined) continue;
  openNow += counts.NEW + counts.RECURRING - counts.WOULD_CLOSE;
  const change = `+${counts.NEW} ↺${counts.RECURRING} -${counts.WOULD_CLOSE}`;
  console.log(`${finishedAt.slice(0, 10)}  ${file.padEnd(28)} ${change.padEnd(16)} open ${openNow}`);
}
const bytes = reports.reduce((total, { text }) => total + Buffer.byteLength(text), 0);
console.log(
  `${reports.length} reports, ${(bytes / 1e6).toFixed(2)} MB, ${open} open at the end, ${recurring} of them came back`,
);
