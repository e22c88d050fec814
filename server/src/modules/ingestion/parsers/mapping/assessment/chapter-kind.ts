/** What the headings above a line say of it. */
const definitions =
  /\b(?:severit(?:y|ies)|risks?|difficult(?:y|ies)|vulnerabilit(?:y|ies)|findings?|threats?|maturity|status(?:es)?|rating|impact|likelihood|priority|issues?|classification)\b.{0,40}\b(?:levels?|categor(?:y|ies)|classif\w*|definitions?|ratings?|scale|criteria|matrix|methodology|system|explanations?|explained|legend|scoring|model)\b|\b(?:methodology|glossary|definitions?|rating system|scoring|legend|how to read|about (?:this|the) report|terminology|risk matrix|risk assessment model)\b/i;
const reviews =
  /\b(?:fix(?:es)?|re-?test(?:ing|s)?|remediations?|mitigations?|verification|patch)\b.{0,30}\b(?:review|log|status|results?|summary|report|verification|assessment|validation)\b|\b(?:verification|review|status|validation|re-?test(?:ing)?) of (?:the )?(?:fix(?:es)?|remediations?|mitigations?|findings)\b|^\W*(?:[A-Z\d.]+\s+)?(?:re-?test(?:ing)?|fix log|fixes)\W*$/i;
const appendix = /^\W*(?:appendix|annex|annexe|anhang|anexo|allegato)\b/i;

export function defines(chapters: readonly string[]): boolean {
  return chapters.some((text) => definitions.test(text));
}

/** A part that says how findings were repaired since; it repeats their titles. */
export function reviewsFixes(chapters: readonly string[]): boolean {
  return chapters.some((text) => reviews.test(text));
}

export function isAppendix(text: string): boolean {
  return appendix.test(text);
}
