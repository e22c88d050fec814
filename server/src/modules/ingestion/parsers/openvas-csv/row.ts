import { cpeOf } from '../mapping/cpe.ts';
import { addCvesIn } from '../mapping/cve-text.ts';
import type { Draft } from '../mapping/draft.ts';
import { findingOf, serviceOf, statedText } from '../mapping/finding.ts';
import { hostnameOf, nameHost, portOf, type TargetDraft } from '../mapping/host.ts';
import { addLinks } from '../mapping/html.ts';
import { addOnce } from '../mapping/identifiers.ts';
import { openVasSeverity } from '../mapping/openvas.ts';
import type { TableRow } from '../mapping/table.ts';
import { utcOfIso } from '../mapping/time.ts';
import type { ParseSink, RawFinding, SourceTarget } from '../parser.ts';
import { columns, mappedColumns } from './columns.ts';

/** Undefined when the row names no test. */
export function findingOfRow(row: TableRow, where: string, sink: ParseSink): RawFinding | undefined {
  const oid = row.text(...columns.oid);
  const name = row.text(...columns.name);
  if (oid === undefined && name === undefined) return undefined;
  const threat = row.text(...columns.threat) ?? '';
  const score = Number(row.text(...columns.score) ?? Number.NaN);
  const { severity, sourceStatus } = openVasSeverity(sink, { threat, score, where });
  const result = statedText(row.text(...columns.result));
  const percent = Number(row.text(...columns.quality)?.replace('%', ''));
  return findingOf({
    where,
    ruleId: oid ?? name?.toLowerCase() ?? '',
    title: name ?? `NVT ${oid}`,
    description: joined(row),
    impact: statedText(row.text(...columns.impact)),
    remediation: statedText(row.text(...columns.solution)),
    severity,
    sourceSeverity: threat === '' ? (row.text(...columns.score) ?? '') : threat,
    sourceStatus,
    resultClass: severity === 'INFO' ? 'INFORMATIONAL' : 'VULNERABILITY',
    evidenceClass: /^Installed version:/m.test(result ?? '') ? 'INFERRED' : 'DIRECT',
    confidence: percent > 0 && percent <= 100 ? percent / 100 : undefined,
    target: targetOfRow(row),
    service: serviceOf({
      port: portOf(row.text(...columns.port)),
      transport: row.text(...columns.transport),
    }),
    component: componentOf(row, result),
    seenAt: utcOfIso(row.text(...columns.time) ?? ''),
    evidence: result,
    ...idsOf(row),
    sourceData: row.others(mappedColumns),
  });
}

function joined(row: TableRow): string | undefined {
  const texts = [columns.summary, columns.insight, columns.affected].map((names) =>
    statedText(row.text(...names)),
  );
  const text = texts.filter((each) => each !== undefined).join('\n\n');
  return text === '' ? undefined : text;
}

function targetOfRow(row: TableRow): SourceTarget {
  const ip = row.text(...columns.ip);
  const name = row.text(...columns.hostname);
  const target: TargetDraft = { kind: 'HOST', raw: ip ?? name ?? '' };
  nameHost(target, target.raw);
  const hostname = hostnameOf(name ?? '');
  if (hostname !== undefined) target.hostname = hostname;
  return target;
}

/** "Product: cpe:/a:vendor:product:1.4" and the versions that the result states. */
function componentOf(row: TableRow, result: string | undefined): RawFinding['component'] {
  const cpe = cpeOf(/cpe:\S+/.exec(row.text(...columns.product) ?? '')?.[0] ?? '');
  if (cpe === undefined) return undefined;
  const component: Draft<NonNullable<RawFinding['component']>> = { name: cpe.product };
  const version = /^Installed version:\s*(\S.{0,99})$/m.exec(result ?? '')?.[1]?.trim() ?? cpe.version;
  const fixedVersion = /^Fixed version:\s*(\S.{0,99})$/m.exec(result ?? '')?.[1]?.trim();
  if (version !== undefined) component.version = version;
  if (fixedVersion !== undefined) component.fixedVersion = fixedVersion;
  return component;
}

function idsOf(row: TableRow): { cves: string[]; advisories: string[]; references: string[] } {
  const cves: string[] = [];
  const advisories: string[] = [];
  const references: string[] = [];
  addCvesIn(cves, row.text(...columns.cve));
  for (const id of listOf(row.text(...columns.cert))) addOnce(advisories, id.slice(0, 200));
  for (const id of listOf(row.text(...columns.bid))) addOnce(advisories, `BID:${id}`.slice(0, 200));
  for (const entry of (row.text(...columns.references) ?? '').split(/,(?=\s*https?:)/))
    addLinks(references, entry);
  return { cves, advisories, references };
}

function listOf(cell: string | undefined): string[] {
  const entries = cell?.split(/[,;\s]+/, 10_000) ?? [];
  return entries.filter((entry) => entry !== '' && entry !== 'NOBID');
}
