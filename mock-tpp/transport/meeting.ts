/** Lets several requests arrive at the bank together: each is sent but for its last byte, and the last bytes at once. */

/** As many parties as it is made for; each arrives with every request it sends, and leaves when it sends no more. */
export class Meeting {
  #parties: number;
  #here: (() => void)[] = [];

  constructor(parties: number) {
    this.#parties = parties;
  }

  /** Answers when all that have not left are here. */
  arrive(): Promise<void> {
    return new Promise((resolve) => {
      this.#here.push(resolve);
      this.#start();
    });
  }

  leave(): void {
    this.#parties -= 1;
    this.#start();
  }

  #start(): void {
    if (this.#here.length < this.#parties) return;
    for (const go of this.#here.splice(0)) go();
  }
}

/**
 * A body in two pieces, the last byte of it when all have met. No stream, for that would be read ahead: the second piece is
 * asked for when the first has been written.
 */
export async function* heldBack(body: string, meeting: Meeting): AsyncGenerator<Buffer> {
  const bytes = Buffer.from(body);
  yield bytes.subarray(0, -1);
  await meeting.arrive();
  yield bytes.subarray(-1);
}
