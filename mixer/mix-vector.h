/* The compiler's vectors, for the one thing that loops are not turned into: picking samples of a
 * row at steps. One instruction where the instruction set has it; see mix-clones.h. */
#pragma once
#include <glib.h>
#include <string.h>

#define MIX_WORDS 8
#define MIX_BYTES (2 * MIX_WORDS)
typedef guint8 MixBytes __attribute__ ((vector_size (MIX_BYTES)));
typedef guint16 MixWords __attribute__ ((vector_size (MIX_BYTES)));
typedef guint8 MixHalf __attribute__ ((vector_size (MIX_WORDS)));

/* Of the 16 bytes at `from`, those that `pick` names. */
static inline MixBytes
mix_bytes_pick (const guint8 *from, const MixBytes *pick)
{
  MixBytes bytes;
  memcpy (&bytes, from, sizeof bytes);
#if defined(__GNUC__) && !defined(__clang__)
  return __builtin_shuffle (bytes, *pick);
#else
  MixBytes picked = {0};
  for (guint i = 0; i < sizeof picked; i++)
    picked[i] = bytes[(*pick)[i]];
  return picked;
#endif
}

/* The same as words, of a `pick` that names each byte twice. */
static inline MixWords
mix_words_pick (const guint8 *from, const MixBytes *pick)
{
  return (MixWords) mix_bytes_pick (from, pick) & 0xff;
}

/* Words below 256, as bytes. */
static inline void
mix_words_store (guint8 *to, MixWords words)
{
  MixHalf bytes = __builtin_convertvector(words, MixHalf);
  memcpy (to, &bytes, sizeof bytes);
}

/* The bytes of `a` and `b`, one after the other, that the numbers name. */
#if defined(__GNUC__) && !defined(__clang__)
#define MIX_BYTES_OF(a, b, ...) __builtin_shuffle (a, b, (MixBytes){__VA_ARGS__})
#else
#define MIX_BYTES_OF(a, b, ...) __builtin_shufflevector (a, b, __VA_ARGS__)
#endif

/* Each third of the 48 bytes at `from`. */
static inline void
mix_bytes_store_thirds (guint8 *to, const guint8 *from)
{
  MixBytes a, b, c;
  memcpy (&a, from, sizeof a);
  memcpy (&b, from + sizeof a, sizeof b);
  memcpy (&c, from + sizeof a + sizeof b, sizeof c);
  a = MIX_BYTES_OF (a, b, 0, 3, 6, 9, 12, 15, 18, 21, 24, 27, 30, 0, 0, 0, 0, 0);
  a = MIX_BYTES_OF (a, c, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 17, 20, 23, 26, 29);
  memcpy (to, &a, sizeof a);
}
