export type Severity = 'CRITICAL' | 'HIGH' | 'MEDIUM' | 'LOW' | 'INFO';

/** What every format needs to know of a weakness. Ids, vectors and numbers are public facts; the sentences are our own. */
export interface Weakness {
  /** The tool's id of the check. */
  readonly rule: string;
  readonly title: string;
  readonly severity: Severity;
  /** CVSS 3.1: base score and vector without its prefix. */
  readonly cvss?: readonly [score: number, vector: string];
  readonly cves?: readonly string[];
  readonly cwes?: readonly number[];
  readonly about: string;
  readonly fix: string;
}

/** A check of a network scanner. */
export interface NetworkWeakness extends Weakness {
  readonly family: string;
  /** Port 0 is the host as a whole. */
  readonly port: number;
  readonly service: string;
  /** Whether the check signs in to the host. */
  readonly reach: 'local' | 'remote';
  /** On CISA's list of known exploited vulnerabilities, to be mended by this day. */
  readonly kevDue?: string;
  /** Product, installed version, fixed version. */
  readonly product?: readonly [cpe: string, installed: string, fixed: string];
}

/** A package with a known weakness. */
export interface PackageWeakness extends Weakness {
  readonly ecosystem: 'debian' | 'npm' | 'jar' | 'gobinary' | 'python-pkg';
  readonly name: string;
  readonly version: string;
  readonly fixed: string;
}
