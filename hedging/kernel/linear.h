/* Values of things -> features of the templates that join them -> sums of the weights of the features.

   Every linear model of the core goes this way, several things at a time. A set of templates is hashed by
   straight lines that generate.py writes, which the compiler makes for each flavour of processor: number
   by number, with AVX2, and with the multiplication of AVX-512. */
#ifndef HEDGING_LINEAR_H
#define HEDGING_LINEAR_H

#include "core.h"

/* A feature of as many things as there are lanes. */
typedef uint64_t lane_features[LANES];
/* The values of each thing -> their features, whose weights are prefetched. */
typedef void set_hash(const uint64_t *const *values, const void *weights, lane_features *features);

#define DECLARE_HASH(set) set_hash hash_##set;
EACH_SET(DECLARE_HASH)

/* As a part of another function, a loop would not become instructions on vectors. */
#if defined(__GNUC__)
#define APART __attribute__((noinline))
#else
#define APART
#endif

#if defined(__GNUC__) && defined(__x86_64__) && !defined(NO_LANES)
#define HAS_LANES 1

/* Numbers that may stand anywhere, like those in an array. */
typedef uint64_t lanes __attribute__((vector_size(8 * LANES), aligned(8), may_alias));

#define WIDE __attribute__((target("avx2")))
/* Where a multiplication of such numbers is one instruction, and not eight. */
#define QUICK __attribute__((target("avx2,avx512f,avx512vl,avx512dq")))

static inline WIDE __attribute__((always_inline)) lanes mix_lanes(lanes h) {
    MIX_STEPS(h)
    return h;
}

/* Whether this processor has the instructions for several numbers at a time, and for their products. */
static inline int has_lanes(void) { return __builtin_cpu_supports("avx2"); }
static inline int has_quick_lanes(void) {
    return has_lanes() && __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512dq");
}

/* A function in each flavour, and under its `name` the one for this processor. `DEFINE` takes the name, the
   attribute, the type of numbers that are mixed at a time, how many that are, what mixes them, what reads a value,
   the parameters, and the set of templates if there is one. */
#define IN_FLAVOURS(DEFINE, name, parameters, arguments, set) \
    DEFINE(plain_##name, APART, uint64_t, 1, mix, PLAIN_VALUE, parameters, set) \
    DEFINE(wide_##name, WIDE, lanes, LANES, mix_lanes, LANE_VALUE, parameters, set) \
    DEFINE(quick_##name, QUICK, lanes, LANES, mix_lanes, LANE_VALUE, parameters, set) \
    void name parameters { \
        (has_quick_lanes() ? quick_##name : has_lanes() ? wide_##name : plain_##name) arguments; \
    }

#else

#define IN_FLAVOURS(DEFINE, name, parameters, arguments, set) \
    DEFINE(plain_##name, APART, uint64_t, 1, mix, PLAIN_VALUE, parameters, set) \
    void name parameters { plain_##name arguments; }

#endif

#define PLAIN_VALUE(name) values[lane][name]
#define LANE_VALUE(name) ((lanes){values[0][name], values[1][name], values[2][name], values[3][name]})
/* A constant becomes a vector by the addition. */
#define PUT_FEATURE(column, hash) *(number *)(void *)(features[column] + lane) = ((number){0} + (hash)) >> shift;

#define HASH_THE_SET(name, attribute, type, step, mix, VALUE, parameters, set) \
    static attribute void name parameters { \
        typedef type number; \
        const int shift = set##_SHIFT; \
        for (int lane = 0; lane < LANES; lane += (step)) { \
            HASH_##set(mix, VALUE, PUT_FEATURE) \
        } \
        for (int k = 0; k < set##_TEMPLATES; k++) \
            for (int lane = 0; lane < LANES; lane++) PREFETCH((const char *)weights + set##_WIDTH * features[k][lane]); \
    }
#define DEFINE_HASH(set) \
    IN_FLAVOURS(HASH_THE_SET, hash_##set, \
                (const uint64_t *const *values, const void *weights, lane_features *features), \
                (values, weights, features), set)

/* Things that are scored one after the other: `describe` fills in the values of the thing `k`, or says where
   they are, and gives NULL behind the last; `decide` has the features of `count` things from `first` on, which
   are those of one set behind the other. The weights of a thing are prefetched while others are described: `decide`
   has seen the thing k - WAITING when `describe` sees k, so that room for WAITING things is enough. */
enum { PREFETCHED = 8, WAITING = PREFETCHED * LANES, MOST_SETS = 3, MOST_FEATURES = 96, MOST_VALUES = 48 };
typedef struct {
    void *context;
    const uint64_t *(*describe)(void *context, size_t k, uint64_t *values);
    void (*decide)(void *context, size_t first, size_t count, const lane_features *features);
    struct {
        set_hash *hash;
        const void *weights;
        int templates;
    } sets[MOST_SETS];
} linear_task;

void score_linearly(const linear_task *task);
/* Adds up rows of SUM_COLUMNS weights. */
void sum_rows(const int8_t *rows, const uint32_t *numbers, size_t count, int32_t *sums);

/* Sums of the weights of features, of as many things as there are lanes. */
static inline void sum_weights(const int8_t *weights, const lane_features *features, int count, int32_t *sums) {
    int32_t totals[LANES] = {0};
    for (int k = 0; k < count; k++)
        for (int lane = 0; lane < LANES; lane++) totals[lane] += weights[features[k][lane]];
    memcpy(sums, totals, sizeof totals);
}

#endif
