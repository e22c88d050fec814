import { blastRadius } from './en/blast-radius.ts';
import { common } from './en/common.ts';
import { ingestion } from './en/ingestion.ts';
import { overview } from './en/overview.ts';
import { register } from './en/register.ts';
import { reports } from './en/reports.ts';
import { settings } from './en/settings.ts';
import { shell } from './en/shell.ts';

/** Every string that a person can see, by key. Grouped in files by the part of the product that says it. */
export const en = {
  ...common,
  ...shell,
  ...overview,
  ...ingestion,
  ...register,
  ...blastRadius,
  ...reports,
  ...settings,
} as const;
