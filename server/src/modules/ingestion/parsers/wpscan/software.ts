import { severityOfCvss } from '../../../../kernel/severity.ts';
import { baseFinding } from '../mapping/base-finding.ts';
import { cvssStatement, scoreOf } from '../mapping/cvss.ts';
import type { FindingDraft } from '../mapping/draft.ts';
import { addCve, addOnce } from '../mapping/identifiers.ts';
import {
  arrayOf,
  fieldOf,
  isObject,
  numberOf,
  objectOf,
  sourceDataOf,
  textOf,
  textsOf,
} from '../mapping/json.ts';
import { webPlaceOf } from '../mapping/web-place.ts';
import type { FindingLocation, RawFinding } from '../parser.ts';
import type { JsonObject } from '../readers/json/value.ts';
import type { Site } from './site.ts';

export type SoftwareKind = 'wordpress' | 'plugin' | 'theme' | 'timthumb';

interface Software {
  readonly kind: SoftwareKind;
  readonly name: string;
  readonly where: string;
}

const usedFields: ReadonlySet<string> = new Set([
  'vulnerabilities',
  'parents',
  'interesting_entries',
  'slug',
]);

/** WordPress itself, a plugin, a theme: one finding for its presence and one for each of its known weaknesses. */
export function reportSoftware(entry: JsonObject, software: Software, site: Site): void {
  site.report(presence(entry, software, site));
  arrayOf(fieldOf(entry, 'vulnerabilities')).forEach((value, index) => {
    const where = `${software.where}/vulnerabilities/${index}`;
    if (isObject(value)) site.report(weakness(value, entry, { ...software, where }, site));
    else site.drop(where, 'vulnerabilities');
  });
  arrayOf(fieldOf(entry, 'parents')).forEach((value, index) => {
    if (!isObject(value)) return;
    const where = `${software.where}/parents/${index}`;
    reportSoftware(value, { kind: 'theme', name: textOf(value.slug) ?? `parent ${index + 1}`, where }, site);
  });
}

const titles: Readonly<Record<SoftwareKind, string>> = {
  wordpress: 'WordPress',
  plugin: 'Plugin',
  theme: 'Theme',
  timthumb: 'TimThumb at',
};

function presence(entry: JsonObject, { kind, name, where }: Software, site: Site): RawFinding {
  const version = versionOf(entry);
  const isOld =
    fieldOf(entry, 'outdated') === true || /insecure|outdated/i.test(textOf(fieldOf(entry, 'status')) ?? '');
  const shown = kind === 'wordpress' ? titles[kind] : `${titles[kind]} ${name}`;
  const title = [shown, version, isOld ? 'is out of date' : 'is installed'].filter(Boolean).join(' ');
  const finding = baseFinding({
    where,
    ruleId: kind,
    title,
    severity: 'INFO',
    sourceSeverity: '',
    target: site.place.target,
  });
  finding.resultClass = isOld ? 'EXPOSURE_SIGNAL' : 'INFORMATIONAL';
  place(finding, entry, { kind, name, where }, site);
  finding.sourceData = sourceDataOf(entry, usedFields);
  const evidence = textsOf(fieldOf(entry, 'interesting_entries')).join('\n');
  if (evidence !== '') finding.evidence = evidence.slice(0, 65_536).toWellFormed();
  return finding;
}

function place(finding: FindingDraft, entry: JsonObject, { kind, name }: Software, site: Site): void {
  const version = versionOf(entry);
  const latest = textOf(fieldOf(entry, 'latest_version'));
  const ecosystem = kind === 'wordpress' ? kind : `wordpress-${kind}`;
  finding.component = {
    name,
    ecosystem,
    ...(version === undefined ? {} : { version }),
    ...(latest === undefined ? {} : { fixedVersion: latest }),
  };
  if (site.place.service !== undefined) finding.service = site.place.service;
  const location = locationOf(textOf(fieldOf(entry, 'location')) ?? (kind === 'timthumb' ? name : undefined));
  if (location !== undefined) finding.locations = [location];
  const confidence = numberOf(fieldOf(entry, 'confidence'));
  if (confidence !== undefined && confidence >= 0 && confidence <= 100) finding.confidence = confidence / 100;
}

function versionOf(entry: JsonObject): string | undefined {
  return textOf(fieldOf(entry, 'number')) ?? textOf(objectOf(fieldOf(entry, 'version')).number);
}

export function locationOf(url: string | undefined): FindingLocation | undefined {
  return url === undefined ? undefined : (webPlaceOf(url)?.location ?? { path: url });
}

/** A weakness of the database for the version found. WPScan rates only with some plans; what it does not rate is MEDIUM. */
function weakness(item: JsonObject, entry: JsonObject, software: Software, site: Site): RawFinding {
  const title = textOf(fieldOf(item, 'title')) ?? `Weakness of ${software.name}`;
  const ids = idsOf(objectOf(fieldOf(item, 'references')));
  const rating = objectOf(fieldOf(item, 'cvss'));
  const score = scoreOf(textOf(rating.score));
  const finding = baseFinding({
    where: software.where,
    ruleId: ids.database ?? ids.cves[0] ?? title,
    title,
    severity: score === undefined ? 'MEDIUM' : severityOfCvss(score),
    sourceSeverity: textOf(rating.severity) ?? (score === undefined ? '' : String(score)),
    target: site.place.target,
  });
  finding.evidenceClass = 'INFERRED';
  place(finding, entry, software, site);
  addFix(finding, item);
  const statement = cvssStatement({ version: '3.1', vector: textOf(rating.vector), score, source: 'wpscan' });
  if (statement !== undefined) finding.cvss = [statement];
  finding.cves = ids.cves;
  finding.advisories = ids.advisories;
  finding.references = ids.references;
  if (ids.hasExploit) finding.exploitAvailable = true;
  finding.sourceData = sourceDataOf(item, new Set(['title', 'references', 'cvss', 'fixed_in']));
  return finding;
}

function addFix(finding: FindingDraft, item: JsonObject): void {
  const fixed = textOf(fieldOf(item, 'fixed_in'));
  const { component } = finding;
  if (component === undefined) return;
  const { fixedVersion: _latest, ...known } = component;
  finding.component = fixed === undefined ? known : { ...known, fixedVersion: fixed };
  if (fixed !== undefined) finding.remediation = `Update to version ${fixed} or later.`;
}

/** References are lists by kind: numbers of CVE ids without the prefix, ids of the vulnerability database, exploits, URLs. */
function idsOf(references: JsonObject) {
  const cves: string[] = [];
  const advisories: string[] = [];
  const urls: string[] = [];
  for (const id of textsOf(fieldOf(references, 'cve'))) addCve(cves, /^CVE-/i.test(id) ? id : `CVE-${id}`);
  for (const url of textsOf(fieldOf(references, 'url'))) if (url.length <= 2_048) addOnce(urls, url);
  const database = textsOf(fieldOf(references, 'wpvulndb')).map((id) => `WPVDB-${id.slice(0, 100)}`);
  const exploits = textsOf(fieldOf(references, 'exploitdb')).map((id) => `EDB-${id.slice(0, 100)}`);
  const others = ['packetstorm', 'secunia', 'metasploit'].flatMap((kind) =>
    textsOf(fieldOf(references, kind)).map((id) => `${kind}:${id.slice(0, 150)}`),
  );
  for (const id of [...database, ...exploits, ...others]) addOnce(advisories, id);
  const hasExploit = exploits.length > 0 || fieldOf(references, 'metasploit') !== undefined;
  return { cves, advisories, references: urls.slice(0, 1_000), database: database[0], hasExploit };
}
