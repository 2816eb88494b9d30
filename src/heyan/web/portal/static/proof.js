"use strict";
// Does the work that stands for reading a picture: for each part it looks for a number which,
// hashed behind the captcha's id, begins with enough zero bits. SHA-256 is written out here because
// the browser's own answers one hash at a time, and only on secure pages.
const fraction = (x) => ((x - Math.floor(x)) * 2 ** 32) | 0;
const START = [];
const ROUND = [];
for (let n = 2; ROUND.length < 64; n++) {
  let prime = true;
  for (let d = 2; d * d <= n && prime; d++) prime = n % d !== 0;
  if (!prime) continue;
  if (START.length < 8) START.push(fraction(Math.sqrt(n)));
  ROUND.push(fraction(Math.cbrt(n)));
}
const words = new Int32Array(64);
const octets = new Uint8Array(64);
const block = new DataView(octets.buffer);

// Returns the first 32 bits of the hash of a text of at most 55 octets in `octets`.
function firstWord(length) {
  octets.fill(0, length);
  octets[length] = 0x80;
  block.setUint32(60, length * 8);
  for (let i = 0; i < 16; i++) words[i] = block.getInt32(i * 4);
  for (let i = 16; i < 64; i++) {
    const x = words[i - 15];
    const y = words[i - 2];
    const s0 = ((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3);
    const s1 = ((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10);
    words[i] = (words[i - 16] + s0 + words[i - 7] + s1) | 0;
  }
  let [a, b, c, d, e, f, g, h] = START;
  for (let i = 0; i < 64; i++) {
    const s1 = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
    const t1 = (h + s1 + ((e & f) ^ (~e & g)) + ROUND[i] + words[i]) | 0;
    const s0 = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10));
    const t2 = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    h = g; g = f; f = e; e = (d + t1) | 0; d = c; c = b; b = a; a = (t1 + t2) | 0;
  }
  return (a + START[0]) >>> 0;
}

function write(text, at) {
  for (let i = 0; i < text.length; i++) octets[at + i] = text.charCodeAt(i);
  return at + text.length;
}

function find(id, part, bits) {
  const at = write(`${id}.${part}.`, 0);
  for (let number = 0; ; number++) {
    if (firstWord(write(String(number), at)) >>> (32 - bits) === 0) return number;
  }
}

onmessage = ({ data: { id, parts, bits } }) => {
  const found = [];
  for (let part = 0; part < parts; part++) found.push(find(id, part, bits));
  postMessage({ proof: found.join(".") });
};
