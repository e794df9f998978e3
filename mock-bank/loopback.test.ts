import { once } from 'node:events';
import { createServer as createHttp, get } from 'node:http';
import { createServer as createHttps } from 'node:https';
import { connect } from 'node:net';
import { expect } from 'chai';
import { close, listen } from './loopback.ts';

describe('a listener of the bank', () => {
  it('stops at once, whatever is still open', async () => {
    const https = createHttps({ handshakeTimeout: 600_000 });
    const http = createHttp(() => undefined);
    const [tls, plain] = await Promise.all([listen(https, 0, '--port'), listen(http, 0, '--directory-port')]);
    const silent = connect(tls, '127.0.0.1');
    await once(https, 'connection');
    const waiting = get({ port: plain, host: '127.0.0.1' });
    await once(http, 'request');
    const broken = Promise.all([once(silent, 'close'), once(waiting, 'error')]);
    await Promise.all([close(https), close(http)]);
    await broken;
    expect([https.listening, http.listening]).to.deep.equal([false, false]);
  });
});
