/* Values -> features of the templates that join them: one thing after the other, or all lanes at a time. */
#include "lanes.h"
#include "sources.h"

#define VALUE(name) values[name][lane]
#define PUT(column, hash) features[column][lane] = (hash) >> shift;
#define ONE_BY_ONE(set, bits) \
    static void hash_##set(const lane_values *values, lane_values *features) { \
        const int shift = 64 - (bits); \
        for (int lane = 0; lane < LANES; lane++) { HASH_##set(mix, VALUE, PUT) } \
    }
#define NAME_OF(set, bits) hash_##set,

EACH_SET(ONE_BY_ONE)

static set_hash *const HASHES[SETS] = {EACH_SET(NAME_OF)};

#ifdef HAS_LANES

#define LANE_VALUE(name) in[name]
/* A constant becomes a vector by the addition. */
#define LANE_PUT(column, hash) out[column] = ((lanes){0} + (hash)) >> shift;
#define TOGETHER(set, bits) \
    static WIDE void hash_##set##_together(const lane_values *values, lane_values *features) { \
        const int shift = 64 - (bits); \
        const lanes *in = (const lanes *)values; \
        lanes *out = (lanes *)features; \
        HASH_##set(mix_lanes, LANE_VALUE, LANE_PUT) \
    }
#define NAME_TOGETHER(set, bits) hash_##set##_together,

EACH_SET(TOGETHER)

static set_hash *const HASHES_TOGETHER[SETS] = {EACH_SET(NAME_TOGETHER)};

set_hash *const *choose_hashes(void) { return __builtin_cpu_supports("avx2") ? HASHES_TOGETHER : HASHES; }

#else

set_hash *const *choose_hashes(void) { return HASHES; }

#endif
