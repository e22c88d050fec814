import type { ResultClass, Severity } from '../../../../kernel/severity.ts';
import { baseFinding } from '../mapping/base-finding.ts';
import { addCve, addOnce } from '../mapping/identifiers.ts';
import { fieldOf, numberOf, objectOf, sourceDataOf, textOf, textsOf } from '../mapping/json.ts';
import type { RawFinding } from '../parser.ts';
import type { JsonObject } from '../readers/json/value.ts';
import type { Site } from './site.ts';
import { locationOf } from './software.ts';

type Rating = readonly [Severity, ResultClass];

const weak: Rating = ['MEDIUM', 'VULNERABILITY'];
const exposed: Rating = ['INFO', 'EXPOSURE_SIGNAL'];
const fact: Rating = ['INFO', 'INFORMATIONAL'];

/** Types of interesting findings; what is not here is a fact. */
const ratings: ReadonlyMap<string, Rating> = new Map([
  ['backup_db', weak],
  ['debug_log', weak],
  ['duplicator_installer_log', weak],
  ['emergency_pwd_reset_script', weak],
  ['search_replace_db2', weak],
  ['tmm_db_migrate', weak],
  ['upload_sql_dump', weak],
  ['full_path_disclosure', exposed],
  ['upload_directory_listing', exposed],
  ['registration', exposed],
  ['xmlrpc', exposed],
]);

const usedFields: ReadonlySet<string> = new Set([
  'url',
  'to_s',
  'type',
  'confidence',
  'references',
  'interesting_entries',
]);

/** One entry of `interesting_findings`: a header, a readable file, an open interface. */
export function interestingFinding(entry: JsonObject, where: string, site: Site): RawFinding {
  const ruleId = textOf(fieldOf(entry, 'type')) ?? 'interesting_finding';
  const [severity, resultClass] = ratings.get(ruleId) ?? fact;
  const title = textOf(fieldOf(entry, 'to_s')) ?? ruleId;
  const finding = baseFinding({
    where,
    ruleId,
    title,
    severity,
    sourceSeverity: '',
    target: site.place.target,
  });
  finding.resultClass = resultClass;
  if (site.place.service !== undefined) finding.service = site.place.service;
  const location = locationOf(textOf(fieldOf(entry, 'url')));
  if (location !== undefined) finding.locations = [location];
  const evidence = textsOf(fieldOf(entry, 'interesting_entries')).join('\n');
  if (evidence !== '') finding.evidence = evidence.slice(0, 65_536).toWellFormed();
  const confidence = numberOf(fieldOf(entry, 'confidence'));
  if (confidence !== undefined && confidence >= 0 && confidence <= 100) finding.confidence = confidence / 100;
  const references = objectOf(fieldOf(entry, 'references'));
  const cves: string[] = [];
  const urls: string[] = [];
  for (const id of textsOf(fieldOf(references, 'cve'))) addCve(cves, /^CVE-/i.test(id) ? id : `CVE-${id}`);
  for (const url of textsOf(fieldOf(references, 'url'))) if (url.length <= 2_048) addOnce(urls, url);
  finding.cves = cves;
  finding.references = urls.slice(0, 1_000);
  finding.sourceData = sourceDataOf(entry, usedFields);
  return finding;
}

/** Lists of things by name or URL, with what they are called and how they are rated. */
export const listings: ReadonlyMap<
  string,
  { readonly ruleId: string; readonly title: string; readonly rating: Rating }
> = new Map([
  [
    'config_backups',
    {
      ruleId: 'config_backup',
      title: 'Backup of the configuration can be read',
      rating: ['HIGH', 'VULNERABILITY'],
    },
  ],
  [
    'db_exports',
    { ruleId: 'db_export', title: 'Export of the database can be read', rating: ['HIGH', 'VULNERABILITY'] },
  ],
  ['users', { ruleId: 'user', title: 'User name can be found out', rating: exposed }],
  ['medias', { ruleId: 'media', title: 'Media file', rating: fact }],
  [
    'password_attack',
    { ruleId: 'weak_password', title: 'Password can be guessed', rating: ['CRITICAL', 'VULNERABILITY'] },
  ],
]);

/** One name or URL of such a list. A guessed password is never kept. */
export function listedFinding(
  list: string,
  name: string,
  entry: JsonObject,
  where: string,
  site: Site,
): RawFinding {
  const { ruleId, title, rating } = listings.get(list) ?? { ruleId: list, title: list, rating: fact };
  const [severity, resultClass] = rating;
  const finding = baseFinding({
    where,
    ruleId,
    title: `${title}: ${name}`,
    severity,
    sourceSeverity: '',
    target: site.place.target,
  });
  finding.resultClass = resultClass;
  if (site.place.service !== undefined) finding.service = site.place.service;
  if (/^https?:\/\//.test(name)) {
    const location = locationOf(name);
    if (location !== undefined) finding.locations = [location];
  } else finding.matcher = name.slice(0, 500);
  finding.sourceData = sourceDataOf(entry, new Set(['password', 'confidence']));
  return finding;
}
