import { join } from 'node:path';
import { expect } from 'chai';
import { loadLibrary } from '../load/index.ts';
import { ROOT } from '../testing-project.ts';
import { factNames } from './vocabulary-names.ts';

/** Facts that no scenario holds a bank to, and why nothing is missed by that. A `*` stands for the end of a name. */
const FOR_THE_READER: { readonly [name: string]: string } = {
  'consent.status': 'judged as the outcome consent.<status>',
  'payment.status': 'judged as the outcome payment.<status>',
  'psu.sca': 'judged as the outcomes sca.required, sca.exempted and sca.by-now',
  'psu.pages': 'the way through the pages of the target file, for whoever writes their rules',
  'page.text': 'the words of the page, for the report; what has to be in them are facts of their own',
  'dashboard.text': 'the words of the page, for the report; what has to be in them are facts of their own',
  'challenge.text': 'the words of the page, for the report; what has to be in them are facts of their own',
  'challenge.payee':
    'the page of the code need not name the payee; the page on which the user approves does, and is judged',
  'fail.answers': 'shown beside fail.alike, which is judged',
  'id_token.sca': 'shown beside id_token.sca_agrees, which is judged',
  'introspection.sca': 'shown beside introspection.sca_agrees, which is judged',
  'prime.*': 'how the counters were filled before a case looks at them',
  'jwks.keys': 'a number that no rule bounds',
  'jarm.aud': 'shown beside jarm.aud_matches, which is judged',
  'response.mode': 'shown beside response.mode_matches, which is judged',
  'response.iss': 'shown beside response.iss_matches, which is judged',
  'front.id_token.encryption_enc': 'any content encryption of JWE will do',
  'id_token.encryption_enc': 'any content encryption of JWE will do',
  'jarm.encrypted': 'no client of ours registers encryption of responses; one that comes encrypted is no signed one',
  'jarm.decrypted': 'no client of ours registers encryption of responses',
  'jarm.encryption_alg': 'no client of ours registers encryption of responses',
  'jarm.encryption_enc': 'no client of ours registers encryption of responses',
  'jarm.error': 'judged as the outcome redirect.<error>',
  'response.refused': 'names the facts that end the run of a careful client, each of which is judged',
  'dpop.nonce_demanded': 'a server may demand a nonce or do without',
  'refresh.rotated': 'another token is no rotation while the old one works; refresh.replaced_refused is judged',
  'sample.size': 'shown beside sample.entropy_bits, which is judged',
  'token.type': 'shown beside token.type_matches, which is judged',
  'challenge.schemes': 'shown beside challenge.scheme, which is judged',
  'plain.status': 'shown beside plain.served, which is judged',
  'http.status': 'judged as the outcome http.<status>',
  'http.json': 'judged as the outcome; what is in the answer are facts of their own',
  'http.jwt.aud_matches': 'a second audience is allowed; that the client is one of them is judged',
  'metadata.issuer': 'shown beside metadata.matches_issuer, which is judged',
  'metadata.par': 'a bank that pushed requests need and that names no endpoint for them is told before the first case',
  'id_token.at_hash_present': 'OpenID Connect leaves the hash to the bank; one that is there is judged',
};

/** Whether a name of the list, which may end in `*`, means a fact. */
const means = (name: string, fact: string): boolean =>
  name.endsWith('*') ? fact.startsWith(name.slice(0, -1)) : name === fact;

describe('every fact that a step tells', () => {
  const facts = factNames().map(({ name }) => name);
  const { library } = loadLibrary(join(ROOT, 'scenarios'));
  const judged = new Set(
    library.scenarios.flatMap(({ expect: own, rows }) =>
      [own, ...rows.map((row) => row.expect)].flatMap((one) => (one?.holds ?? []).map(({ fact }) => fact)),
    ),
  );
  const names = Object.keys(FOR_THE_READER);

  it('is judged by a scenario, or stands in the list of those for the reader', () => {
    expect(facts.length).to.be.above(60);
    expect(judged.size).to.be.above(30);
    const unseen = facts.filter((fact) => !judged.has(fact) && !names.some((name) => means(name, fact)));
    expect(unseen).to.deep.equal([]);
  });

  it('stands in that list only while it exists and is not judged', () => {
    const stale = names.filter((name) => {
      const meant = facts.filter((fact) => means(name, fact));
      return meant.length === 0 || meant.some((fact) => judged.has(fact));
    });
    expect(stale).to.deep.equal([]);
  });
});
