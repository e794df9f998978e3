/** Requests that are to arrive together: none ends before the others have begun, and none waits for who is gone. */
import { expect } from 'chai';
import { send } from './http.ts';
import { Meeting } from './meeting.ts';
import { OK, serveTls, wire } from './testing-wire.ts';

const post = (port: number, meeting: Meeting, over = wire({ hosts: [`localhost:${port}`] })) =>
  send(
    { method: 'POST', url: `https://localhost:${port}/`, headers: [], body: 'abcdef', label: 'test' },
    { ...over, meeting },
  ).finally(async () => {
    meeting.leave();
    await over.connections.drop();
  });

describe('requests that meet', () => {
  it('are whole only when the last of them has begun', async () => {
    const seen: string[] = [];
    let begin = (): void => undefined;
    const begun = new Promise<void>((resolve) => {
      begin = resolve;
    });
    const server = await serveTls((socket) => {
      let text = '';
      socket.on('data', (bytes) => {
        text += bytes.toString();
        if (text.endsWith('abcde')) begin();
        if (!text.endsWith('abcdef')) return;
        seen.push('whole');
        expect(text).to.match(/content-length: 6/i);
        socket.write(OK);
      });
    });
    const meeting = new Meeting(2);
    const first = post(server.port, meeting);
    await begun;
    expect(seen).to.deep.equal([]);
    const both = await Promise.all([first, post(server.port, meeting)]);
    await server.close();
    expect(both.map(({ response }) => response?.status)).to.deep.equal([200, 200]);
    expect(seen).to.deep.equal(['whole', 'whole']);
  });

  it('do not wait for one that could not be sent', async () => {
    const server = await serveTls((socket) => {
      socket.on('data', (bytes) => {
        if (bytes.toString().endsWith('f')) socket.write(OK);
      });
    });
    const meeting = new Meeting(2);
    const [sent, refused] = await Promise.all([
      post(server.port, meeting),
      post(server.port, meeting, wire({ hosts: ['elsewhere'] })),
    ]);
    await server.close();
    expect(sent?.response?.status).to.equal(200);
    expect(refused?.failure?.class).to.equal('host-not-allowed');
  });
});
