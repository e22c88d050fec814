import { fieldOfColumn, type GenericField } from '../generic-fields.ts';
import { columnKey } from '../table.ts';

export interface Guess {
  readonly field: GenericField;
  /** 0..1 */
  readonly confidence: number;
  /** Completes "The column …". */
  readonly because: string;
}

/** What people call these columns, as keys (`columnKey`): sure words first, words that could be something else after the bar. */
const words: Readonly<Partial<Record<GenericField, string>>> = {
  title:
    'name findingname findingtitle vulnerability vulnerabilityname vulnerabilitytitle vulntitle issue issuename issuetitle pluginname weakness finding headline | summary subject check rule problem',
  severity:
    'risk risklevel riskrating severitylevel severityrating criticality threat threatlevel | priority rating level impactlevel urgency',
  description:
    'details detail synopsis findingdescription vulnerabilitydescription | observation overview text comment',
  mitigation:
    'fix recommendations remediationadvice remediationsteps howtofix proposedsolution | action actionrequired resolution',
  impact: 'businessimpact consequence consequences',
  steps_to_reproduce: 'evidence proof proofofconcept poc pluginoutput | output reproduction',
  references: 'reference seealso links link externalreferences moreinformation',
  date: 'datefound founddate discovered discoverydate discoveredon detected detecteddate detectedon firstseen firstdetected firstfound reportdate scandate | lastseen lastdetected created createdat timestamp',
  host: 'asset assetname affectedasset machine machinename server servername computer computername fqdn dnsname dns netbiosname device devicename | system node instance target affectedhost affectedsystem',
  ip: 'ipaddress ipv4 ipv4address ipv6 hostip assetip address',
  port: 'portnumber affectedport',
  protocol: 'transport',
  url: 'uri affectedurl website | location page resource',
  endpoints: 'affectedurls affectedendpoints urls',
  param: 'parametername affectedparameter',
  file_path: 'filename filepath sourcefile affectedfile | module',
  line: 'linenumber lineno startline',
  cve: 'cves cveids cvenumber cvereference',
  cwe: 'cwes cweids cwenumber cwename',
  cvssv3_score:
    'cvss cvssscore cvss3 cvss3score cvssv3 cvssv31 cvssbasescore cvssv3basescore cvss3basescore basescore cvssv30score cvssv31score cvss31score | score',
  cvssv3: 'cvssvector cvssv3vectorstring cvss3vector cvssv31vector cvss31vector | vector',
  cvssv4_score: 'cvss4 cvss4score cvssv4basescore cvss40score',
  cvssv4: 'cvss4vector cvss40vector',
  cvssv2_score: 'cvss2 cvss2score cvssv2basescore cvss2basescore',
  cvssv2: 'cvss2vector cvssv2vector',
  vuln_id_from_tool:
    'pluginid plugin checkid qid signatureid ruleidentifier testid templateid | code reference oid',
  unique_id_from_tool:
    'findingid issueid findingidentifier vulnerabilityinstanceid instanceid uuid guid issuekey trackingid | id key',
  component_name:
    'package packagename library dependency product productname software softwarename componentname artifact | application',
  component_version:
    'installedversion packageversion currentversion affectedversion productversion softwareversion',
  fix_version: 'fixedin fixedinversion fixversion patchedversion patchedin upgradeto',
  component_purl: 'packageurl',
  tags: 'labels label category categories tag | type',
  epss_score: 'epss epssprobability',
  known_exploited: 'kev cisakev knownexploited knownexploitedvulnerability inkev',
  is_mitigated: 'fixed closed',
};

const sure = 0.85;
const unsure = 0.5;

const guesses: ReadonlyMap<string, Guess> = new Map(
  Object.entries(words).flatMap(([field, list]) => {
    const known = fieldOfColumn(field);
    const [plain = '', doubtful = ''] = list.split('|');
    return [
      ...plain
        .trim()
        .split(/\s+/)
        .map((word) => [word, sure] as const),
      ...doubtful
        .trim()
        .split(/\s+/)
        .map((word) => [word, unsure] as const),
    ].flatMap(([word, confidence]): [string, Guess][] =>
      known === undefined || word === ''
        ? []
        : [[word, { field: known, confidence, because: 'is often called so' }]],
    );
  }),
);

/** What a column's name says: a field's own name, else a usual word for one. Of a path (`asset.host`) the last part counts, less. */
export function guessByName(column: string): Guess | undefined {
  const own = fieldOfColumn(column);
  if (own !== undefined) return { field: own, confidence: 0.95, because: 'has the name of the field' };
  const known = guesses.get(columnKey(column));
  if (known !== undefined) return known;
  const last = column.slice(column.lastIndexOf('.') + 1);
  if (last === column || last === '') return undefined;
  const inner = guessByName(last);
  return inner && { ...inner, confidence: inner.confidence * 0.8 };
}
