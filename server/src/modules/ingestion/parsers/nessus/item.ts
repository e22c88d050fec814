import type { ResultClass, Severity } from '../../../../kernel/severity.ts';
import { cvssStatement } from '../mapping/cvss.ts';
import { type Draft, type FindingDraft, maxListEntries } from '../mapping/draft.ts';
import { portOf } from '../mapping/host.ts';
import { addCve, addCwe, addOnce } from '../mapping/identifiers.ts';
import { severityOrProblem } from '../mapping/severity.ts';
import type { CvssStatement, ParseSink, RawFinding, SourceTarget } from '../parser.ts';
import type { XmlAttributes } from '../readers/xml/reader.ts';
import { installedSoftware } from './software.ts';

const severityOfNumber: Readonly<Record<string, Severity>> = {
  '0': 'INFO',
  '1': 'LOW',
  '2': 'MEDIUM',
  '3': 'HIGH',
  '4': 'CRITICAL',
};

/** Compliance checks say PASSED, FAILED, WARNING or ERROR instead of a weakness (plugin families "… Compliance"). */
const classOfCompliance: Readonly<Record<string, ResultClass>> = {
  PASSED: 'NEGATIVE_RESULT',
  FAILED: 'EXPOSURE_SIGNAL',
  WARNING: 'INFORMATIONAL',
  ERROR: 'INFORMATIONAL',
};

/** Fields with no place of their own that are worth keeping, bounded together by `maxSourceDataLength`. */
const keptFields: ReadonlySet<string> = new Set([
  'agent',
  'bid',
  'compliance-actual-value',
  'compliance-audit-file',
  'compliance-check-id',
  'compliance-check-name',
  'compliance-policy-value',
  'compliance-result',
  'cpe',
  'cvss3_temporal_score',
  'cvss3_temporal_vector',
  'cvss_temporal_score',
  'cvss_temporal_vector',
  'cvss_score_source',
  'epss_score',
  'exploitability_ease',
  'exploited_by_malware',
  'fname',
  'patch_publication_date',
  'plugin_modification_date',
  'plugin_publication_date',
  'plugin_type',
  'risk_factor',
  'script_version',
  'stig_severity',
  'synopsis',
  'vpr_score',
  'vuln_publication_date',
  'xref',
]);
/** Cross references that name a classification or a control catalogue, not an advisory. */
const classificationPattern = /^(?:OWASP|WASC|CAPEC|HIPAA|ISO|NIST|PCI|DISA|800-)/;
const maxSourceDataLength = 16_384;
const maxReferenceLength = 2_048;

/** Collects one `ReportItem` and turns it into a finding. */
export class ItemReader {
  readonly where: string;
  readonly pluginId: string;
  pluginOutput: string | undefined;
  readonly #attributes: XmlAttributes;
  readonly #cves: string[] = [];
  readonly #cwes: number[] = [];
  readonly #advisories: string[] = [];
  readonly #references: string[] = [];
  readonly #sourceData: Record<string, string | string[]> = {};
  #sourceDataLength = 0;
  readonly #texts: Draft<Pick<RawFinding, 'description' | 'remediation'>> = {};
  readonly #scores: Record<string, string> = {};
  #reach: RawFinding['checkReach'];
  #exploitAvailable: boolean | undefined;
  #complianceResult: string | undefined;
  #complianceCheck: string | undefined;
  #potential = false;

  constructor(attributes: XmlAttributes, line: number) {
    this.#attributes = attributes;
    this.pluginId = attributes.pluginID ?? '';
    this.where = `line ${line}`;
  }

  field(name: string, text: string): void {
    switch (name) {
      case 'description':
        this.#texts.description = text.trim();
        return;
      case 'solution':
        if (text.trim() !== 'n/a') this.#texts.remediation = text.trim();
        return;
      case 'plugin_output':
        this.pluginOutput = text.trim();
        return;
      case 'cve':
        addCve(this.#cves, text);
        return;
      case 'cwe':
        addCwe(this.#cwes, text);
        return;
      case 'xref':
        this.#crossReference(text.trim());
        return;
      case 'see_also':
        this.#seeAlso(text);
        return;
      case 'cvss_base_score':
      case 'cvss_vector':
      case 'cvss3_base_score':
      case 'cvss3_vector':
      case 'cvss4_base_score':
      case 'cvss4_vector':
      case 'cvss':
      case 'cvssv3':
      case 'cvssv3_vector':
      case 'cvssv4':
        this.#scores[name] = text.trim();
        return;
      case 'exploit_available':
        this.#exploitAvailable = text.trim() === 'true';
        return;
      case 'potential_vulnerability':
        this.#potential = text.trim() === 'true';
        return;
      default:
        this.#otherField(name, text);
    }
  }

  /** Undefined when the item has no plugin id, the one thing that says what was found. */
  finding(target: SourceTarget, seenAt: string | undefined, sink: ParseSink): RawFinding | undefined {
    if (this.pluginId === '') return undefined;
    const { pluginName, severity: sourceSeverity = '', pluginFamily = '' } = this.#attributes;
    const cvss = this.#cvss();
    const severity =
      severityOfNumber[sourceSeverity] ??
      severityOrProblem(sink, { word: sourceSeverity, score: cvss[0]?.score, where: this.where });
    const finding: FindingDraft = {
      where: this.where,
      ruleId: this.pluginId,
      title: this.#title(pluginName),
      severity,
      sourceSeverity,
      resultClass: this.#resultClass(severity, pluginFamily),
      evidenceClass: this.#inferred() ? 'INFERRED' : 'DIRECT',
      target,
      locations: [],
      cves: this.#cves,
      cwes: this.#cwes,
      advisories: this.#advisories,
      references: this.#references,
      cvss,
      tags: pluginFamily === '' ? [] : [pluginFamily],
      sourceData: this.#sourceData,
      ...this.#texts,
    };
    this.#addOptional(finding, seenAt);
    return finding;
  }

  #addOptional(finding: FindingDraft, seenAt: string | undefined): void {
    const service = this.#service();
    if (service !== undefined) finding.service = service;
    if (seenAt !== undefined) finding.seenAt = seenAt;
    if (this.pluginOutput !== undefined) finding.evidence = this.pluginOutput;
    if (this.#exploitAvailable !== undefined) finding.exploitAvailable = this.#exploitAvailable;
    if (this.#reach !== undefined) finding.checkReach = this.#reach;
    if (this.#complianceResult !== undefined && this.#complianceCheck !== undefined) {
      finding.matcher = this.#complianceCheck.slice(0, 1_000);
    }
    if (this.pluginOutput?.includes('nstalled version') === true) {
      const software = installedSoftware(this.pluginOutput, this.#sourceData.cpe);
      if (software !== undefined) finding.component = software;
    }
  }

  #title(pluginName: string | undefined): string {
    if (this.#complianceResult !== undefined) {
      const check = this.#sourceData['compliance-check-name'];
      if (typeof check === 'string') return check.slice(0, 1_000);
    }
    return pluginName === undefined || pluginName === ''
      ? `Plugin ${this.pluginId}`
      : pluginName.slice(0, 1_000);
  }

  #resultClass(severity: Severity, pluginFamily: string): ResultClass {
    if (this.#complianceResult !== undefined)
      return classOfCompliance[this.#complianceResult] ?? 'INFORMATIONAL';
    return severity === 'INFO' || pluginFamily === 'Settings' ? 'INFORMATIONAL' : 'VULNERABILITY';
  }

  /** Nessus states in its own words when a check only compared versions. */
  #inferred(): boolean {
    return this.#potential || this.#texts.description?.includes('self-reported version') === true;
  }

  #service(): RawFinding['service'] {
    const port = portOf(this.#attributes.port);
    const { protocol, svc_name: name } = this.#attributes;
    const service: Draft<NonNullable<RawFinding['service']>> = {};
    if (port !== undefined) service.port = port;
    if (protocol !== undefined && protocol !== '') service.transport = protocol.toLowerCase();
    if (name !== undefined && name !== '' && name !== 'general') service.name = name.replace(/\?$/, '');
    return port === undefined && service.transport === undefined ? undefined : service;
  }

  /** Newest version first: it is the one that the severity attribute usually follows. */
  #cvss(): CvssStatement[] {
    const scores = this.#scores;
    const statements = [
      cvssStatement({
        version: '4.0',
        vector: scores.cvss4_vector,
        score: scores.cvss4_base_score ?? scores.cvssv4,
        source: 'nessus',
      }),
      cvssStatement({
        version: '3.0',
        vector: scores.cvss3_vector ?? scores.cvssv3_vector,
        score: scores.cvss3_base_score ?? scores.cvssv3,
        source: 'nessus',
      }),
      cvssStatement({
        version: '2.0',
        vector: scores.cvss_vector,
        score: scores.cvss_base_score ?? scores.cvss,
        source: 'nessus',
      }),
    ];
    return statements.filter((statement) => statement !== undefined);
  }

  #crossReference(text: string): void {
    if (text.startsWith('CWE:')) {
      addCwe(this.#cwes, text.slice(4));
      return;
    }
    const scheme = text.slice(0, Math.max(0, text.indexOf(':')));
    if (scheme === '' || classificationPattern.test(scheme)) this.#keep('xref', text);
    else addOnce(this.#advisories, text.slice(0, 200));
  }

  #seeAlso(text: string): void {
    for (const line of text.split('\n', maxListEntries)) {
      const url = line.trim();
      if (url.length <= maxReferenceLength) addOnce(this.#references, url);
    }
  }

  #otherField(name: string, text: string): void {
    if (!keptFields.has(name)) return;
    const value = text.trim();
    if (name === 'plugin_type')
      this.#reach = value === 'local' ? 'LOCAL' : value === 'remote' ? 'REMOTE' : undefined;
    if (name === 'compliance-result') this.#complianceResult = value;
    if (name === 'compliance-check-id') this.#complianceCheck = value;
    if (name === 'compliance-check-name') this.#complianceCheck ??= value;
    this.#keep(name, value);
  }

  #keep(name: string, value: string): void {
    this.#sourceDataLength += name.length + value.length;
    if (this.#sourceDataLength > maxSourceDataLength) return;
    const known = this.#sourceData[name];
    if (known === undefined) this.#sourceData[name] = value;
    else if (typeof known === 'string') this.#sourceData[name] = [known, value];
    else known.push(value);
  }
}
