/**
 * What a labelled part of a finding says. Assessors name these parts as they like; the words below are those in use in
 * English, German, French, Spanish, Italian, Portuguese and Dutch reports. A word that is not here stays under its own name.
 */
export type FieldKind =
  | 'SEVERITY'
  | 'ID'
  | 'TITLE'
  | 'STATUS'
  | 'DESCRIPTION'
  | 'IMPACT'
  | 'REMEDIATION'
  | 'TARGET'
  | 'EVIDENCE'
  | 'REFERENCES'
  | 'CVSS'
  | 'CWE'
  | 'CVE'
  | 'TYPE'
  /** Known to be a field of a finding, and kept under its own name. */
  | 'OTHER';

const plural = '(?:\\(?s\\)?|\\(?es\\)?)?';
const subject = '(?:finding|vulnerability|issue|weakness|bug|defect|risk|observation|flaw)';
const affected =
  '(?:affected|vulnerable|impacted|tested|exposed|betroffene[rs]?|composants?|elementos?|sistemas?)';
const place =
  '(?:target|component|asset|host|resource|system|url|uri|item|location|area|file|endpoint|instance|contract|code|module|application|service|parameter|device|server|page|package|product|path|ip|ip address|domain|repository|machine|function|scope|line|software|class)';

const patterns: readonly (readonly [FieldKind, string])[] = [
  [
    'SEVERITY',
    `(?:(?:overall|total|inherent|initial|original|final|base|current|assigned|assessed|estimated|technical|general|aggregate[d]?|combined|default|${subject}|cvss|qualitative|threat)\\s+)*(?:severity|risk|criticality|threat|rating|severity of risk|risk severity)(?:\\s+(?:level|rating|score|category|factor|class|classification|rank|ranking|assessment|severity|of (?:the )?${subject}))?`,
  ],
  [
    'SEVERITY',
    'schweregrad|risiko(?:einstufung|bewertung|stufe|klasse)?|kritikalität|einstufung|bedrohungsgrad',
  ],
  [
    'SEVERITY',
    '(?:niveau de )?(?:criticité|gravité|sévérité|risque)|(?:nivel de )?(?:severidad|criticidad|gravedad|riesgo)',
  ],
  [
    'SEVERITY',
    '(?:livello di )?(?:severità|criticità|gravità|rischio)|(?:nível de )?(?:severidade|criticidade|risco)|ernst|level|priority|prioridad|priorität',
  ],
  [
    'ID',
    `(?:${subject}\\s+)?(?:id|identifier|number|no|nr|ref|reference id|reference number|tracking id|unique id|unique identifier|#|code|key)|#|nº|n°|id (?:of )?${subject}|kennung|identifiant|identificador|nummer|ref`,
  ],
  [
    'TITLE',
    `(?:${subject}\\s+)?(?:title|name|heading)|${subject}(?:\\s+exploited)?|titel|titre|título|titolo|schwachstelle|vulnérabilité|vulnerabilidad|vulnerabilità|bezeichnung`,
  ],
  [
    'STATUS',
    `(?:(?:fix|remediation|re-?test(?:ing)?|current|resolution|${subject}|client|mitigation|final|verification|repair)\\s+)?(?:status|state)|re-?test(?:\\s+result)?|resolution|resolved|fixed|remediated|update|alleviation|estado|statut|stato`,
  ],
  [
    'DESCRIPTION',
    `(?:(?:${subject}|technical|detailed|short|general|brief|problem)\\s+)?(?:description|details?|summary|overview|background|explanation|analysis|discussion|synopsis|observation|definition)${plural}|what (?:it is|is it)|${subject} (?:description|detail)s?(?: and .{3,30})?|description (?:and|&) .{3,30}|beschreibung|détails|descripción|descrizione|descrição|beschrijving|observations?`,
  ],
  [
    'IMPACT',
    '(?:(?:business|technical|security|potential|possible|privacy|real-world)\\s+)?(?:impacts?|consequences?|implications?|effects?)(?: description| details)?|risk description|exploit(?:ation)? scenario|attack scenario|attack vector|abuse case|preconditions?|auswirkung(?:en)?|impacto|impatto|why it matters|worst[- ]case scenario',
  ],
  [
    'REMEDIATION',
    `(?:(?:suggested|recommended|proposed|possible|remediation|fix|mitigation|our)\\s+)?(?:recommendations?|remediations?|solutions?|mitigations?|countermeasures?|fix(?:es)?|corrections?|corrective actions?|actions?|advice|next steps|measures?|mitigation strateg(?:y|ies)|remediation steps|resolution steps|hardening)(?: advice| steps| guidance| details| plan)?|how to fix(?: it)?|${subject} fix|fix suggestion|recommendations? (?:and|&|for) .{3,40}|empfehlung(?:en)?|maßnahmen?|behebung|recommandations?|recomendaci(?:ón|ones)|raccomandazion[ei]|recomendaç(?:ão|ões)|aanbeveling(?:en)?|oplossing`,
  ],
  [
    'TARGET',
    `(?:${affected}\\s+)?${place}${plural}(?:\\s*(?:\\/|,|and|&)\\s*${place}${plural})*(?:\\s+(?:affected|tested))?|${affected}(?: by)?|where|betroffene (?:systeme|komponenten?|hosts?)|(?:elementos?|sistemas?|activos?|recursos?|componentes?|equipos?) afectados?|(?:système|élément|actif|équipement)s? (?:affecté|concerné|impacté)s?|sistemi? (?:interessat|coinvolt)[io]|componenti? (?:interessat|coinvolt)[io]|system vulnerable|affects|composants? affectés?|source code location|code location`,
  ],
  [
    'EVIDENCE',
    '(?:proof|evidence|poc)(?: of concept| of exploitation| of vulnerability)?(?: code)?|proofs? of concepts?|(?:steps|how) to (?:reproduce|replicate|exploit)(?:.{0,30})?|repro(?:duction)?(?: steps)?|replication(?: steps)?|exploit(?:ation)?(?: details| steps)?|demonstration|walk-?through|validation(?: steps)?|screenshots?|attack (?:steps|narrative|walkthrough)|testing process|request(?: and response)?|response|nachweis|preuve|prueba de concepto|evidencias?',
  ],
  [
    'REFERENCES',
    '(?:external |further |additional |related |useful )?(?:references?|links|reading|resources|information)|see also|for more information|referenzen|références|referencias|riferimenti',
  ],
  [
    'CVSS',
    'cvss(?:\\s*v?\\s*[234](?:\\.[01x])?)?(?:\\s+(?:base|overall|temporal|environmental))?(?:\\s+(?:score|vector|rating|metrics?|string|vector string|severity score|risk score))?(?:\\s*\\(?v?[234](?:\\.[01])?\\)?)?|base score|score|vector(?: string)?|(?:base|overall) cvss(?: score)?',
  ],
  [
    'CWE',
    'cwe(?:[- ]?(?:id|reference|category|number|name|classification|mapping|entry))?s?|(?:weakness|vulnerability) (?:id|enumeration|classification)(?: \\(cwe\\))?|common weakness(?: enumeration)?',
  ],
  ['CVE', 'cve(?:[- ]?(?:id|reference|number|identifier))?s?|cve/cwe|related cves?'],
  [
    'TYPE',
    `(?:${subject}\\s+)?(?:type|category|class|classification|family)|owasp(?:\\s+(?:top ?(?:10|ten)|category|masvs|asvs|reference|id|mapping|wstg)(?: category)?)?|kategorie|catégorie|categoría`,
  ],
  [
    'OTHER',
    `difficulty|likelihood|probability|exploitability|ease of exploit(?:ation)?|exploit(?:ation)? (?:difficulty|complexity|likelihood|probability)|(?:remediation|fix|resolution|mitigation) (?:effort|cost|difficulty|complexity|priority)|effort(?: to fix| required)?|complexity|attack complexity|confidence|certainty|privileges?(?: required)?|authentication(?: required)?|access|discoverability|(?:found|discovered|reported|identified|verified|tested) (?:by|on|in|date)|author|tester|date(?: found| reported| discovered| identified)?|commit(?: hash)?|version|affected versions?|tags?|tools?(?: used)?|owner|assignee|impact (?:rating|level|score)|likelihood (?:rating|level|score)|(?:residual|remaining|new|updated|revised) (?:risk|severity|rating)|environment|phase|test case|control|requirement|standard|user interaction|scope changed|port|protocol|service|due date|eintrittswahrscheinlichkeit|complexité|client (?:response|comment)s?|(?:client|vendor|developer|management|team|customer|dev|project)(?:['’]s)? (?:response|comment|feedback|note|reply)s?|response|(?:re-?test|fix|remediation|verification|mitigation review) (?:notes?|comments?|details|observations?|review)|(?:fix|update|changelog|note)s? (?:log|note)|context|notes?|comments?|remarks?|caveats?|hints?|metadata`,
  ],
];

const compiled = patterns.map(([kind, pattern]) => [kind, new RegExp(`^(?:${pattern})$`, 'iu')] as const);
const known = new Map<string, FieldKind | null>();
const maxKnown = 20_000;
const maxLabelLength = 48;

/** Kind of a label ("Overall Risk:", "4.2.1 Description", "Affected hosts"); undefined when the words are none of a finding's. */
export function fieldKindOf(text: string): FieldKind | undefined {
  if (text.length > maxLabelLength + 12) return undefined;
  // "CVSS-Score" is "CVSS score", but a "re-test" keeps its hyphen.
  const label = labelWords(text).replace(/(?<!\bre)-(?=\p{L})/giu, ' ');
  if (label === '' || label.length > maxLabelLength) return undefined;
  const before = known.get(label);
  if (before !== undefined) return before ?? undefined;
  const kind = compiled.find(([, pattern]) => pattern.test(label))?.[0];
  if (known.size < maxKnown) known.set(label, kind ?? null);
  return kind;
}

/** Without numbering, bullets and the colon. */
export function labelWords(text: string): string {
  return text
    .replace(/^[\s•●▪■◆○–—*-]+/, '')
    .replace(/^(?:\d{1,3}\.)*\d{1,3}[.)]?\s+(?=\p{L})/u, '')
    .replace(/[\s:：.–—-]+$/, '')
    .trim();
}
