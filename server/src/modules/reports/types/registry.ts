import { readdirSync } from 'node:fs';
import type { ReportType } from './report-type.ts';

const folder = new URL('./', import.meta.url);

/** Folder names under `types/`, sorted. Adding a report type is adding a folder. */
export const reportTypeFolders: readonly string[] = readdirSync(folder, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name)
  .sort();

/** `board-pack` is `BOARD_PACK`. */
export function typeOfFolder(name: string): string {
  return name.replaceAll('-', '_').toUpperCase();
}

/** Every report type by its API name. @throws TypeError when a folder does not export one. */
export const reportTypes: ReadonlyMap<string, ReportType> = new Map(
  await Promise.all(
    reportTypeFolders.map(async (name): Promise<[string, ReportType]> => {
      const module: Record<string, unknown> = await import(new URL(`${name}/report.ts`, folder).href);
      const reportType = module.default;
      if (!isReportType(reportType))
        throw new TypeError(`types/${name}/report.ts has no ReportType as its default export.`);
      return [typeOfFolder(name), reportType];
    }),
  ),
);

function isReportType(value: unknown): value is ReportType {
  if (typeof value !== 'object' || value === null) return false;
  const has = (key: string, type: string) => typeof Reflect.get(value, key) === type;
  return (
    has('type', 'string') &&
    has('version', 'number') &&
    has('accepts', 'function') &&
    has('render', 'function')
  );
}
