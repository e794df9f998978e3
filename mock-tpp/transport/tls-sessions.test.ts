/** Sessions are resumed when that is asked for, once, by the identity that made them, and never else. */
import { expect } from 'chai';
import { always, get, identityOf, OK, serveTls, wire } from './testing-wire.ts';

const TAKES_ALL = { requestCert: true, rejectUnauthorized: false };

for (const version of ['TLSv1.2', 'TLSv1.3'])
  describe(`a session of ${version}`, () => {
    const a = identityOf('a');
    const walk = async (...visits: ['as-it-is' | 'drop' | 'resume', typeof a][]): Promise<(boolean | undefined)[]> => {
      const server = await serveTls(always(OK), TAKES_ALL);
      const url = `https://127.0.0.1:${server.port}/`;
      const over = wire({ hosts: [`127.0.0.1:${server.port}`] });
      const { connections } = over;
      await connections.drop(version);
      const found: (boolean | undefined)[] = [];
      for (const [before, certificate] of visits) {
        if (before === 'drop') await connections.drop(version);
        if (before === 'resume') await connections.resume();
        const { tls, failure } = await get(url, { ...over, certificate });
        expect([failure, tls?.version]).to.deep.equal([null, version]);
        found.push(tls?.resumed);
      }
      await connections.drop();
      await server.close();
      return found;
    };

    it('is resumed when asked for', async () => {
      expect(await walk(['as-it-is', a], ['resume', a])).to.deep.equal([undefined, true]);
    });
    it('is not resumed by a connection that is to be fresh', async () => {
      expect(await walk(['as-it-is', a], ['drop', a])).to.deep.equal([undefined, undefined]);
    });
    it('is not resumed once it was forgotten', async () => {
      expect(await walk(['as-it-is', a], ['drop', a], ['resume', identityOf('b')], ['drop', a])).to.not.include(true);
    });
    it('is not resumed by another identity', async () => {
      expect(await walk(['as-it-is', a], ['resume', identityOf('b')])).to.deep.equal([undefined, undefined]);
    });
  });

describe('what a case had that is not usual', () => {
  it('is over with its session: version and resumption', async () => {
    const server = await serveTls(always(OK), TAKES_ALL);
    const certificate = identityOf('a');
    const over = wire({ hosts: [`127.0.0.1:${server.port}`], certificate });
    const url = `https://127.0.0.1:${server.port}/`;
    await over.connections.drop('TLSv1.2');
    await get(url, over);
    await over.connections.resume();
    await over.connections.endUnusual();
    const { tls } = await get(url, over);
    await over.connections.drop();
    await server.close();
    expect(tls).to.include({ version: 'TLSv1.3' }).and.not.have.property('resumed');
  });
});
