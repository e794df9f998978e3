import { expect } from 'chai';
import { touchedBy } from './behaviour.ts';
import { inForce } from './behaviours.ts';
import { defects } from './defects.ts';
import { type OpenBank, openBank } from './open.ts';
import { defaults } from './settings.ts';
import { Tpp } from './testkit/tpp.ts';
import { watched } from './usage.ts';
import { variations } from './variations.ts';

describe('what requests use', () => {
  let opened: OpenBank;
  let tpp: Tpp;
  before(async () => {
    opened = await openBank();
    tpp = new Tpp(opened, 'primary');
  });
  after(async () => {
    tpp.close();
    await opened.close();
  });

  it('is told by every name that a behaviour may call it by, for the requests since the last call', async () => {
    const { bank } = opened;
    expect(bank.recordUse(true)).to.deep.equal([]);
    await tpp.push();
    const push = bank.recordUse(true);
    expect(push).to.include.members([
      'pkce-challenge-present',
      'par/pkce-challenge-present',
      'requestUriLifetimeSeconds',
    ]);
    expect(push).to.not.include.members(['codeLifetimeSeconds']);
    await tpp.push({ code_challenge: undefined });
    const refused = bank.recordUse(true);
    expect(refused).to.include('par/pkce-challenge-present');
    // What comes after the check that refuses is not used.
    expect(refused).to.not.include('requestUriLifetimeSeconds');
    await tpp.tokens();
    expect(bank.recordUse(false)).to.include.members(['codeLifetimeSeconds', 'token-aud', 'access-token/token-aud']);
    await tpp.push();
    expect(bank.recordUse(false)).to.deep.equal([]);
  });

  it('goes on being told when behaviours are switched', async () => {
    const { bank } = opened;
    bank.recordUse(true);
    bank.alter({ defects: ['pkce-optional'] });
    await tpp.push();
    expect(bank.recordUse(false)).to.include('requestUriLifetimeSeconds');
    bank.alter({ defects: [] });
  });

  it('can be told of everything that any behaviour changes', async () => {
    const names = new Set<string>();
    const force = watched(inForce([], []), (...more) => {
      for (const name of more) names.add(name);
    });
    const nothing = {} as never;
    const tables = [
      ...force.endpoints.flatMap(({ checks, branches = {} }) => [
        checks,
        ...Object.values(branches).map((one) => one.checks),
      ]),
    ];
    for (const { run } of tables.flat())
      try {
        await run(nothing);
      } catch {
        // There is no request; that it was asked for is enough.
      }
    for (const { value } of Object.values(force.parts).flat())
      try {
        value(nothing);
      } catch {
        // Nor any facts.
      }
    for (const name of Object.keys(defaults)) Reflect.get(force.settings, name);
    const changed = [...defects, ...variations].flatMap(touchedBy);
    expect(changed.filter((name) => !names.has(name))).to.deep.equal([]);
  });
});
