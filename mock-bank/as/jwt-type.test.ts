import { expect } from 'chai';
import { jwtType } from './jwt-type.ts';

describe('the type of a JWT', () => {
  it('is compared as a media type: without case, with or without application/', () => {
    for (const sent of ['dpop+jwt', 'DPoP+JWT', 'application/dpop+jwt', 'Application/DPoP+jwt']) {
      expect(jwtType(sent)).to.equal('dpop+jwt');
    }
    expect([jwtType(undefined), jwtType(1), jwtType('text/jwt')]).to.deep.equal(['', null, 'text/jwt']);
  });
});
