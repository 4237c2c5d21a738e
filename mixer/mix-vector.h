/* The compiler's vectors, for the one thing that loops are not turned into: picking samples of a
 * row at uneven steps. One instruction where the instruction set has it; see mix-clones.h. */
#pragma once
#include <glib.h>
#include <string.h>

#define MIX_WORDS 8
typedef guint8 MixBytes __attribute__ ((vector_size (2 * MIX_WORDS)));
typedef guint16 MixWords __attribute__ ((vector_size (2 * MIX_WORDS)));
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
