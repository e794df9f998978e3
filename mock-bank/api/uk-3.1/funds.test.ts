/** Confirmation of funds: asked under a consent of the customer for one account, once for each reference. */
import { expect } from 'chai';
import { type OpenBank, openBank } from '../../open.ts';
import { type Answer, ask } from '../../testkit/https.ts';
import { Tpp } from '../../testkit/tpp.ts';
import { accountsOf } from '../data.ts';

const CBPII = '/open-banking/v3.1/cbpii';
const SCOPE = 'fundsconfirmations';

describe('confirmation of funds', () => {
  let opened: OpenBank;
  let tpp: Tpp;
  let app: string;
  before(async () => {
    opened = await openBank();
    tpp = new Tpp(opened, 'funds');
    app = await appToken(tpp);
  });
  after(async () => {
    tpp.close();
    await opened.close();
  });

  async function appToken(who: Tpp): Promise<string> {
    const { json } = await who.post('/token', { ...who.credentials(), grant_type: 'client_credentials', scope: SCOPE });
    return String(json.access_token);
  }

  const send = (who: Tpp, path: string, token: string, body?: unknown): Promise<Answer> =>
    ask(who.agent, who.issuer + CBPII + path, {
      method: body === undefined ? 'GET' : 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });

  const own = accountsOf('psu-1')[0]?.iban ?? '';

  async function lodged(iban = own): Promise<string> {
    const DebtorAccount = { SchemeName: 'UK.OBIE.IBAN', Identification: iban };
    const answer = await send(tpp, '/funds-confirmation-consents', app, { Data: { DebtorAccount } });
    return JSON.parse(answer.text).Data.ConsentId;
  }

  async function decided(id: string) {
    const claims = JSON.stringify({ id_token: { openbanking_intent_id: { value: id, essential: true } } });
    const { requestUri, verifier } = await tpp.push({ scope: `openid ${SCOPE}`, claims });
    const code = (await tpp.authorize(requestUri, { user: 'psu-1' })).searchParams.get('code');
    return code === null ? null : String((await tpp.redeem(code, verifier)).json.access_token);
  }

  const question = (id: string, change: Record<string, unknown> = {}) => ({
    Data: { ConsentId: id, Reference: 'r-1', InstructedAmount: { Amount: '1.00', Currency: 'EUR' }, ...change },
  });

  it('says yes or no, once for each reference, in the currency of the account', async () => {
    const id = await lodged();
    const token = String(await decided(id));
    const asks = async (change: Record<string, unknown> = {}) =>
      send(tpp, '/funds-confirmations', token, question(id, change));
    const available = ({ text }: Answer) => JSON.parse(text).Data.FundsAvailableResult.FundsAvailable;
    expect(available(await asks())).to.equal(true);
    const large = { Reference: 'r-2', InstructedAmount: { Amount: '9999999.00', Currency: 'EUR' } };
    expect(available(await asks(large))).to.equal(false);
    expect(JSON.parse((await asks()).text).Errors[0].ErrorCode).to.equal('UK.OBIE.Rules.DuplicateReference');
    const foreign = { Reference: 'r-3', InstructedAmount: { Amount: '1.00', Currency: 'USD' } };
    expect((await asks(foreign)).status).to.equal(400);
  });

  it('needs the token of the consent that is named, and the account of the customer', async () => {
    const id = await lodged();
    const token = String(await decided(id));
    expect((await send(tpp, '/funds-confirmations', app, question(id))).status).to.equal(403);
    expect((await send(tpp, '/funds-confirmations', token, question(await lodged()))).status).to.equal(403);
    expect(await decided(await lodged('DE89370400440532013000'))).to.equal(null);
  });

  it('needs a certificate with the role for it', async () => {
    const primary = new Tpp(opened, 'primary');
    const token = await appToken(primary);
    expect((await send(primary, '/funds-confirmation-consents/any', token)).status).to.equal(403);
    primary.close();
  });
});
