/* Several numbers in one vector, where the compiler and the processor have them. */
#ifndef HEDGING_LANES_H
#define HEDGING_LANES_H

#include "core.h"

#if defined(__GNUC__) && defined(__x86_64__) && !defined(NO_LANES)
#define HAS_LANES 1

/* Numbers that may stand anywhere, like those in an array. */
typedef uint64_t lanes __attribute__((vector_size(8 * LANES), aligned(8), may_alias));

#define WIDE __attribute__((target("avx2")))
/* Where a multiplication of such numbers is one instruction, and not eight. */
#define QUICK __attribute__((target("avx2,avx512f,avx512vl,avx512dq")))

static inline WIDE __attribute__((always_inline)) lanes mix_lanes(lanes h) {
    h ^= h >> 33;
    h *= 0xFF51AFD7ED558CCDu;
    h ^= h >> 33;
    h *= 0xC4CEB9FE1A85EC53u;
    return h ^ (h >> 33);
}

static inline QUICK __attribute__((always_inline)) lanes mix_quickly(lanes h) {
    h ^= h >> 33;
    h *= 0xFF51AFD7ED558CCDu;
    h ^= h >> 33;
    h *= 0xC4CEB9FE1A85EC53u;
    return h ^ (h >> 33);
}

/* Whether this processor has the instructions for several numbers at a time, and for their products. */
static inline int has_lanes(void) { return __builtin_cpu_supports("avx2"); }
static inline int has_quick_lanes(void) {
    return has_lanes() && __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512dq");
}

#else

#define WIDE
static inline int has_lanes(void) { return 0; }

#endif

#endif
