// Finds the number whose digest, after the salt, is the challenge. SHA-256 (FIPS 180-4) stands here in
// full: the browser's own is slower for short texts, and missing on pages without HTTPS.
const primes = [];
for (let n = 2; primes.length < 64; n += 1) if (primes.every((p) => n % p)) primes.push(n);
const fraction = (x) => ((x - Math.floor(x)) * 2 ** 32) | 0;
const START = primes.slice(0, 8).map((p) => fraction(Math.sqrt(p)));
const ROUNDS = primes.map((p) => fraction(Math.cbrt(p)));
const turn = (word, by) => (word >>> by) | (word << (32 - by));
const words = new Int32Array(64);

function mix(state, block, at) {
  for (let i = 0; i < 16; i += 1) words[i] = block.getInt32(at + i * 4);
  for (let i = 16; i < 64; i += 1) {
    const x = words[i - 15];
    const y = words[i - 2];
    const low = turn(x, 7) ^ turn(x, 18) ^ (x >>> 3);
    const high = turn(y, 17) ^ turn(y, 19) ^ (y >>> 10);
    words[i] = (words[i - 16] + low + words[i - 7] + high) | 0;
  }
  let [a, b, c, d, e, f, g, h] = state;
  for (let i = 0; i < 64; i += 1) {
    const choice = (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + ((e & f) ^ (~e & g));
    const one = (h + choice + ROUNDS[i] + words[i]) | 0;
    const two = (turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + ((a & b) ^ (a & c) ^ (b & c));
    h = g; g = f; f = e; e = (d + one) | 0;
    d = c; c = b; b = a; a = (one + two) | 0;
  }
  const mixed = [a, b, c, d, e, f, g, h];
  for (let i = 0; i < 8; i += 1) state[i] = (state[i] + mixed[i]) | 0;
}

const encoder = new TextEncoder();

function digest(text) {
  const bytes = encoder.encode(text);
  const padded = new Uint8Array(((bytes.length + 72) >> 6) << 6);
  padded.set(bytes);
  padded[bytes.length] = 0x80;
  const block = new DataView(padded.buffer);
  block.setUint32(padded.length - 4, bytes.length * 8);
  const state = [...START];
  for (let at = 0; at < padded.length; at += 64) mix(state, block, at);
  return state;
}

const asWords = (hex) => hex.match(/.{8}/g).map((part) => parseInt(part, 16) | 0);

addEventListener("message", ({ data: { challenge, salt, maxNumber } }) => {
  const wanted = asWords(challenge);
  for (let number = 0; number <= maxNumber; number += 1) {
    const found = digest(salt + number);
    if (found.every((word, i) => word === wanted[i])) return postMessage(number);
  }
});
