/* Run-time choice of instruction set for plain C loops. Measured on x86-64: the downscales run
 * twice as fast when GCC may use AVX2, which the baseline of distributions lacks. Elsewhere (arm64
 * has its vectors in the baseline) and under sanitizers (they start after such choices are made)
 * the loops are compiled once. */
#pragma once
#include <features.h>

#if defined(__x86_64__) && defined(__GLIBC__) && defined(__GNUC__) && !defined(__clang__) &&       \
    !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
#define MIX_CLONES __attribute__ ((target_clones ("avx2", "default")))
#else
#define MIX_CLONES
#endif
