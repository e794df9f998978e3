/** What is told of how a bank protects its pages, and what it means; page-protection.ts reads it. */

export const PROTECTION_FACTS = {
  'psu.hsts_seconds':
    'the shortest max-age of Strict-Transport-Security in the answers that the browser got; 0 where one has none',
  'psu.framable':
    'whether a page may be shown in a frame of others; null where only a script of its own could prevent that',
  'psu.foreign_content': 'hosts outside of the target from which pages load content',
  'psu.injected':
    'true when a page, also one of an error, has an element that a request brought as a value, <assay-probe>; else null',
  'psu.referrer_policy': 'whether every page says that its address is not told to others in full',
};
