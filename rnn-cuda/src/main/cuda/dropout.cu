// y [rows, columns] = keep ? scale x : 0, with the mask of Philox4x32-10 (Salmon et al., SC 2011): element e = r columns + j is kept when
// the top 24 bits of word e % 4 of block (e / 4, site, step low, step high) under the seed are at least threshold. The same bits as
// dev.unroll.backend.Philox. See elements.cuh for who has which element.

#include "elements.cuh"

struct Words {
  unsigned at[4];
};

DEVICE Words philox(Words x, unsigned key0, unsigned key1) {
  for (int round = 0; round < 10; round++) {
    const unsigned high0 = __umulhi(0xD2511F53u, x.at[0]);
    const unsigned low0 = 0xD2511F53u * x.at[0];
    const unsigned high1 = __umulhi(0xCD9E8D57u, x.at[2]);
    const unsigned low1 = 0xCD9E8D57u * x.at[2];
    x = {{high1 ^ x.at[1] ^ key0, low1, high0 ^ x.at[3] ^ key1, low0}};
    key0 += 0x9E3779B9u;
    key1 += 0xBB67AE85u;
  }
  return x;
}

struct DropoutArguments {
  Matrix x;
  Matrix y;
  const float *step;
  int seedLow;
  int seedHigh;
  int site;
  int threshold;
  float scale;
  int rows;
  int columns;
};

// The four words that begin at element, which may lie in two blocks.
DEVICE Words words_from(const DropoutArguments &at, unsigned long long element) {
  const unsigned low = (unsigned)at.step[0];
  const unsigned high = (unsigned)at.step[1];
  const unsigned block = (unsigned)(element / 4);
  const int skipped = (int)(element % 4);
  const Words first = philox({{block, (unsigned)at.site, low, high}}, (unsigned)at.seedLow, (unsigned)at.seedHigh);
  if (skipped == 0) {
    return first;
  }
  const Words next = philox({{block + 1, (unsigned)at.site, low, high}}, (unsigned)at.seedLow, (unsigned)at.seedHigh);
  const unsigned all[7] = {first.at[1], first.at[2], first.at[3], next.at[0], next.at[1], next.at[2], next.at[3]};
  Words words;
  for (int i = 0; i < 4; i++) {
    words.at[i] = skipped == 1 ? all[i] : skipped == 2 ? all[i + 1] : all[i + 2];
  }
  return words;
}

KERNEL(128) dropout(DropoutArguments at) {
  each_four(at.rows, at.columns, [&](int r, int j, int count) {
    const Words words = words_from(at, (unsigned long long)r * (unsigned long long)at.columns + (unsigned long long)j);
    Four value = load_four(at.x.row(r) + j, count);
    for (int i = 0; i < 4; i++) {
      value.at[i] = (int)(words.at[i] >> 8) >= at.threshold ? at.scale * value.at[i] : 0.0f;
    }
    store_four(at.y.row(r) + j, count, value);
  });
}
