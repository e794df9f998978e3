import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { casePage, historyId, resultUuid } from './identity.ts';
import { requirementUrl } from './links.ts';

const BANK = { name: 'a-bank', profile: 'reference' };

describe('identity in Allure', () => {
  it('is the same for the same case, bank and profile, and for nothing else', () => {
    const ids = [
      historyId('par.push[a]', BANK),
      historyId('par.push[b]', BANK),
      historyId('par.push[a]', { ...BANK, name: 'other' }),
      historyId('par.push[a]', { ...BANK, profile: 'other' }),
    ];
    expect(new Set(ids).size).to.equal(4);
    expect(historyId('par.push[a]', { ...BANK })).to.equal(ids[0]);
  });

  it('of a result belongs to one run', () => {
    expect(resultUuid('run-1', 'a')).to.match(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    expect(resultUuid('run-1', 'a')).to.equal(resultUuid('run-1', 'a')).and.not.equal(resultUuid('run-2', 'a'));
    expect(casePage('run-1', 'a')).to.match(/^allure-report\/index\.html#[0-9a-f]{32}$/);
  });
});

describe('links to the standards', () => {
  const rows: [string, string, string | null][] = [
    ['RFC9126-2-1', '2.1', 'https://www.rfc-editor.org/rfc/rfc9126.html#section-2.1'],
    [
      'FAPI2-SP-5.3.2.2-5',
      '5.3.2.2 item 5',
      'https://openid.net/specs/fapi-security-profile-2_0-final.html#section-5.3.2.2',
    ],
    ['RTS-16-N1', 'Article 16', 'https://eur-lex.europa.eu/eli/reg_del/2018/389/oj'],
    ['HOUSE-1', '1', null],
  ];
  for (const [id, clause, url] of rows) it(`of ${id}`, () => expect(requirementUrl(id, clause)).to.equal(url));

  it('exist for every requirement of the register, and only over https', () => {
    const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..');
    const folder = join(root, 'scenarios', '_requirements');
    const ids = readdirSync(folder).flatMap((file) =>
      [...readFileSync(join(folder, file), 'utf8').matchAll(/^- id: (\S+)$/gm)].map((hit) => hit[1] ?? ''),
    );
    expect(ids.length).to.be.above(800);
    expect(ids.filter((id) => !requirementUrl(id)?.startsWith('https://'))).to.deep.equal([]);
  });
});
