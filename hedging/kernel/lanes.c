/* Values -> hashes of the templates, of several gaps or candidates at a time, where the processor can.

   A vector instruction mixes four numbers in less time than two take one by one. The compiler
   makes them for processors with AVX2, and whether this one has it is asked when a run begins. */
#include "core.h"

#if defined(__GNUC__) && defined(__x86_64__) && !defined(NO_LANES)

/* Numbers that may stand anywhere, like those in an array. */
typedef uint64_t lanes __attribute__((vector_size(8 * LANES), aligned(8), may_alias));

#define WIDE __attribute__((target("avx2")))

static inline WIDE __attribute__((always_inline)) lanes mix_lanes(lanes h) {
    h ^= h >> 33;
    h *= 0xFF51AFD7ED558CCDu;
    h ^= h >> 33;
    h *= 0xC4CEB9FE1A85EC53u;
    return h ^ (h >> 33);
}

#define VALUE(name) v[name]
#define KEPT_STEP(name, number, value, seed) name[number]
#define MIXED_STEP(name, number, value, seed) mix_lanes(v[value] + seed)
#define PUT_GAP(column, hash) out[column] = (hash) >> (64 - GAP_BITS);
#define PUT_CUE(column, hash) \
    out[column] = (hash) >> (64 - CUE_BITS); \
    for (int lane = 0; lane < LANES; lane++) PREFETCH_ONCE(weights + features[column][lane]);

static WIDE void hash_gaps_together(const gap_values values, const gap_steps *steps, gap_hashes features) {
    const lanes *v = (const lanes *)values, *mark_steps = (const lanes *)steps->mark;
    const lanes *m_shape_steps = (const lanes *)steps->m_shape;
    lanes *out = (lanes *)features;
    HASH_GAP(mix_lanes, VALUE, KEPT_STEP, PUT_GAP)
}

static WIDE void hash_cues_together(core_run *run, const cue_values values, cue_hashes features) {
    const int8_t *weights = run->tables->cue_weights;
    const lanes *v = (const lanes *)values;
    lanes *out = (lanes *)features, cue[SIDES], kinds[SIDES];
    HASH_CUE(mix_lanes, VALUE, MIXED_STEP, PUT_CUE)
    for (int side = 0; side < SIDES; side++) {
        cue[side] = mix_lanes(v[CUE_CUE] + (uint64_t)(CUE_SIDE + side));
        kinds[side] = mix_lanes(v[CUE_KINDS] + (uint64_t)(KINDS_SIDE + side));
    }
    for (int step = 0, column = CUE_TEMPLATES; step < REACH; step++, column += 4) {
        PUT_CUE(column, mix_lanes(cue[0] + v[CUE_L1 + step]))
        PUT_CUE(column + 1, mix_lanes(cue[1] + v[CUE_R1 + step]))
        PUT_CUE(column + 2, mix_lanes(kinds[0] + v[CUE_L1 + step]))
        PUT_CUE(column + 3, mix_lanes(kinds[1] + v[CUE_R1 + step]))
    }
}

void use_lanes(core_run *run) {
    if (!__builtin_cpu_supports("avx2")) return;
    run->hash_gaps = hash_gaps_together;
    run->hash_cues = hash_cues_together;
}

#else

void use_lanes(core_run *run) { (void)run; }

#endif
