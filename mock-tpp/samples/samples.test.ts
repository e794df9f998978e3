/** What the bank gave is kept by kind and client, each once. */
import { expect } from 'chai';
import { Samples } from './samples.ts';

describe('samples of credentials', () => {
  it('are kept by kind and client, each once and up to a number', () => {
    const samples = new Samples();
    samples.collect('oauth.token', 'a', { access_token: 't', refresh_token: 'r', id_token: 'i' });
    samples.collect('oauth.token', 'a', { access_token: 't', refresh_token: null });
    samples.collect('oauth.refresh', 'a', { access_token: 'u', refresh_token: 'r' });
    samples.collect('api.accounts', 'a', { access_token: 'v' });
    for (let at = 0; at < 1000; at += 1) samples.collect('oauth.authorize', 'b', { code: `c${at}` });
    expect(samples.of('access_token', 'a')).to.deep.equal(['t']);
    expect(samples.of('refreshed_token', 'a')).to.deep.equal(['u']);
    expect(samples.of('refresh_token', 'a')).to.deep.equal(['r']);
    expect(samples.of('code', 'a')).to.deep.equal([]);
    expect(samples.of('code', 'b')).to.have.length(400);
  });
});
