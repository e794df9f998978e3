/** What a run makes of the metadata before it plans: a target that cannot be is rejected, and the rest is reported. */
import { expect } from 'chai';
import { prepare } from '../run/prepare.ts';
import { assay } from './testing-command.ts';
import { json, metadata, openSmallBank, openWorld, PATHS, type SmallBank, type World } from './testing-hostile-bank.ts';

describe('the metadata of a bank, before its cases are planned', function () {
  this.timeout(60_000);
  let world: World;
  let bank: SmallBank;
  before(async () => {
    world = await openWorld();
    bank = await openSmallBank(world.server, world.authority.root);
  });
  afterEach(() => {
    for (const name of Object.keys(bank.answers)) delete bank.answers[name];
  });
  after(async () => {
    await bank.close();
    world.close();
  });

  const publish = (over: { [member: string]: unknown }): void => {
    bank.answers.metadata = ({ response, issuer }) => json(response, 200, { ...metadata(issuer), ...over });
  };
  const prepared = () =>
    prepare({ target: world.target(bank.issuer), only: ['pkce.*', 'token.*', 'authorization.response*'] });

  const FATAL: [string, () => { [member: string]: unknown }, RegExp][] = [
    ['an issuer with a slash at its end', () => ({ issuer: `${bank.issuer}/` }), /differ by the slash at the end/],
    ['another issuer', () => ({ issuer: 'https://other.example' }), /names the issuer "https:\/\/other\.example"/],
    [
      'no endpoint to push to',
      () => ({ pushed_authorization_request_endpoint: undefined }),
      /names no pushed_authorization_request_endpoint, and the target says request-delivery: pushed/,
    ],
  ];
  for (const [name, over, says] of FATAL)
    it(`with ${name} ends the run before the first case`, async () => {
      publish(over());
      let asked = 0;
      bank.answers[PATHS.par] = () => {
        asked += 1;
      };
      const { code, err } = await assay('run', '--target', world.target(bank.issuer), '--only', 'pkce.*');
      expect(code, err).to.equal(2);
      expect(err).to.match(says).and.to.contain('only the metadata was fetched');
      expect(err).to.match(/target-\S+\.yaml:\d+:\d+ metadata-/);
      expect(asked).to.equal(0);
    });

  it('with another list than the target has is told, and the run goes on', async () => {
    publish({ token_endpoint_auth_methods_supported: ['tls_client_auth'] });
    const { notices, plan, close } = await prepared();
    await close();
    expect(notices.join('\n')).to.match(/lists tls_client_auth under .* the target says client-auth: private_key_jwt/);
    expect(plan.cases.some(({ withheld }) => withheld === null)).to.equal(true);
  });

  it('decides what applies', async () => {
    const reasons = async (): Promise<string[]> => {
      const { plan, close } = await prepared();
      await close();
      return plan.cases.flatMap(({ withheld }) => withheld?.reason ?? []);
    };
    expect((await reasons()).join('\n')).to.contain('no introspection_endpoint');
    // FAPI has every bank name its issuer, whether it says that or not.
    publish({
      authorization_response_iss_parameter_supported: undefined,
      introspection_endpoint: 'https://localhost/introspect',
      revocation_endpoint: 'https://localhost/revoke',
    });
    expect((await reasons()).join('\n')).to.not.match(/introspection_endpoint|revocation_endpoint|iss_parameter/);
  });

  const UNREADABLE: [string, number, unknown][] = [
    ['is not there', 404, {}],
    ['is a list', 200, []],
    ['is not JSON', 200, '<html>'],
  ];
  for (const [name, status, body] of UNREADABLE)
    it(`that ${name} is told, and what it would show is taken to be there`, async () => {
      bank.answers.metadata = ({ response }) => json(response, status, body);
      const { notices, plan, close } = await prepared();
      await close();
      expect(notices).to.have.length(1);
      expect(notices[0]).to.match(/could not be read \(.+\)\. What it would show is assumed to be there/);
      expect(plan.cases.filter(({ withheld }) => withheld?.reason.includes('introspection'))).to.deep.equal([]);
    });
});
