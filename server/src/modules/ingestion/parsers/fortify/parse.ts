import type { Parse } from '../parser.ts';
import { firstElement } from './first-element.ts';
import { readFvdl } from './fvdl.ts';
import { readReportDefinition } from './report-definition.ts';

/** Fortify writes findings as FVDL (inside an FPR) and as the XML form of its printed reports. */
const parse: Parse = async (source, sink, limits) => {
  const { name, replay } = await firstElement(source);
  const reading = { source: replay, sink, limits };
  if (name === 'ReportDefinition') await readReportDefinition(reading);
  else await readFvdl(reading);
};

export default parse;
