// y [rows, columns] = keep ? scale x : 0, with the mask of Philox4x32-10 (Salmon et al., SC 2011): element e = r columns + j is kept when
// the top 24 bits of word e % 4 of block (e / 4, site, step low, step high) under the seed are at least threshold. The same bits as
// dev.unroll.backend.Philox. Work-item (b, r) has SPAN elements of row r.

uint4 philox(uint4 x, uint2 key) {
  for (int round = 0; round < 10; round++) {
    const uint high0 = mul_hi(0xD2511F53u, x.s0);
    const uint low0 = 0xD2511F53u * x.s0;
    const uint high1 = mul_hi(0xCD9E8D57u, x.s2);
    const uint low1 = 0xCD9E8D57u * x.s2;
    x = (uint4)(high1 ^ x.s1 ^ key.s0, low1, high0 ^ x.s3 ^ key.s1, low0);
    key += (uint2)(0x9E3779B9u, 0xBB67AE85u);
  }
  return x;
}

__kernel void dropout(
    const int seedLow, const int seedHigh, const int site, const int threshold, const float scale, IN(step), IN(x),
    OUT(y), const int rows, const int columns) {
  const int r = get_global_id(1);
  if (r >= rows) {
    return;
  }
  const uint low = (uint)*ROW(step, 0);
  const uint high = (uint)ROW(step, 0)[1];
  const uint2 key = (uint2)((uint)seedLow, (uint)seedHigh);
  const int end = min((int)(get_global_id(0) + 1) * SPAN, columns);
  int j = get_global_id(0) * SPAN;
  while (j < end) {
    const ulong element = (ulong)r * (ulong)columns + (ulong)j;
    const uint4 block = philox((uint4)((uint)(element / 4), (uint)site, low, high), key);
    const uint words[4] = {block.s0, block.s1, block.s2, block.s3};
    for (int word = (int)(element % 4); word < 4 && j < end; word++, j++) {
      const bool kept = (int)(words[word] >> 8) >= threshold;
      ROW(y, r)[j] = kept ? scale * ROW(x, r)[j] : 0.0f;
    }
  }
}
