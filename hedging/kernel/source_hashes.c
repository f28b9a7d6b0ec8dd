/* Values -> features of the templates that join them: one thing after the other, or all lanes at a time.

   The weights of the features are fetched from afar meanwhile. */
#include "lanes.h"
#include "sources.h"

#define FETCH(column, width) PREFETCH((const char *)weights + (width) * features[column][lane]);

#define VALUE(name) values[lane][name]
#define PUT(column, hash) features[column][lane] = (hash) >> shift;
#define ONE_BY_ONE(set, bits, width) \
    static void hash_##set(const uint64_t *const *values, const void *weights, \
                           lane_features *features) { \
        const int shift = 64 - (bits); \
        for (int lane = 0; lane < LANES; lane++) { \
            HASH_##set(mix, VALUE, , PUT) \
            for (int k = 0; k < set##_TEMPLATES; k++) FETCH(k, width) \
        } \
    }
#define NAME_OF(set, bits, width) hash_##set,

EACH_SET(ONE_BY_ONE)

static set_hash *const HASHES[SETS] = {EACH_SET(NAME_OF)};

#ifdef HAS_LANES

#define LANE_VALUE(name) ((lanes){values[0][name], values[1][name], values[2][name], values[3][name]})
/* A constant becomes a vector by the addition. */
#define LANE_PUT(column, hash) out[column] = ((lanes){0} + (hash)) >> shift;
#define TOGETHER(set, width, bits, name, mix, attribute) \
    static attribute void name##set(const uint64_t *const *values, const void *weights, \
                                    lane_features *features) { \
        const int shift = 64 - (bits); \
        lanes *out = (lanes *)features; \
        HASH_##set(mix, LANE_VALUE, , LANE_PUT) \
        for (int k = 0; k < set##_TEMPLATES; k++) \
            for (int lane = 0; lane < LANES; lane++) FETCH(k, width) \
    }
#define WIDELY(set, bits, width) TOGETHER(set, width, bits, wide_, mix_lanes, WIDE)
#define QUICKLY(set, bits, width) TOGETHER(set, width, bits, quick_, mix_quickly, QUICK)
#define NAME_WIDELY(set, bits, width) wide_##set,
#define NAME_QUICKLY(set, bits, width) quick_##set,

EACH_SET(WIDELY)
EACH_SET(QUICKLY)

static set_hash *const WIDE_HASHES[SETS] = {EACH_SET(NAME_WIDELY)};
static set_hash *const QUICK_HASHES[SETS] = {EACH_SET(NAME_QUICKLY)};

set_hash *const *choose_hashes(void) {
    if (has_quick_lanes()) return QUICK_HASHES;
    return has_lanes() ? WIDE_HASHES : HASHES;
}

#else

set_hash *const *choose_hashes(void) { return HASHES; }

#endif
