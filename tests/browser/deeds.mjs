// What a script wants done outside of the browser: asked for on standard output, a line a deed, and answered with "done" on
// standard input.
import assert from "node:assert/strict";
import { createInterface } from "node:readline";

const input = createInterface({ input: process.stdin });
const answers = input[Symbol.asyncIterator]();

/** Comes back when it is done. @param {string} deed */
export async function please(deed) {
  console.log(deed);
  assert.equal((await answers.next()).value, "done", deed);
}

/** Nothing more is wanted: the script may end. */
export function finish() {
  input.close();
  process.stdin.destroy();
}
