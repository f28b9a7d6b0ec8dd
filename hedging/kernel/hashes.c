/* Values -> hashes of the templates that join them, one gap or candidate after the other.

   The first step of many templates is the same for a cue wherever it stands, and for a mark: it is
   kept from one to the next. */
#include "core.h"

/* The first steps of the templates that begin with the mark. */
const uint64_t *steps_of_mark(kept_steps *kept, uint64_t mark) {
    uint8_t slot = mark_slot(mark);
    if (!kept->has_mark[slot] || kept->mark[slot] != mark) {
        kept->has_mark[slot] = 1;
        kept->mark[slot] = mark;
        gap_mark_steps(mark, kept->mark_steps[slot]);
    }
    return kept->mark_steps[slot];
}

const uint64_t *steps_of_shape(kept_steps *kept, uint64_t shape) {
    uint64_t slot = shape & (SHAPE_SLOTS - 1);
    if (!kept->has_shape[slot]) {
        kept->has_shape[slot] = 1;
        gap_m_shape_steps(shape, kept->shape_steps[slot]);
    }
    return kept->shape_steps[slot];
}

/* The first steps of the templates that begin with the cue, then those of the bag. */
static const uint64_t *steps_of_cue(kept_steps *kept, uint64_t cue) {
    uint64_t slot = cue & (ENTRY_SLOTS - 1), *steps = kept->entry_steps[slot];
    if (!kept->has_entry[slot] || kept->entry[slot] != cue) {
        kept->has_entry[slot] = 1;
        kept->entry[slot] = cue;
        cue_cue_steps(cue, steps);
        for (uint64_t side = 0; side < SIDES; side++) steps[CUE_CUE_STEPS + side] = mix(cue + CUE_SIDE + side);
    }
    return steps;
}

static const uint64_t *steps_of_kinds(kept_steps *kept, kind_mask kinds) {
    uint32_t slot = kinds & (KINDS_SLOTS - 1);
    uint64_t *steps = kept->kinds_steps[slot];
    if (!kept->has_kinds[slot] || kept->kinds[slot] != kinds) {
        kept->has_kinds[slot] = 1;
        kept->kinds[slot] = kinds;
        cue_kinds_steps(kinds, steps);
        for (uint64_t side = 0; side < SIDES; side++) steps[CUE_KINDS_STEPS + side] = mix(kinds + KINDS_SIDE + side);
    }
    return steps;
}

#define VALUE(name) values[name][lane]
#define GAP_STEP(name, number, value, seed) name[number][lane]
#define KEPT_STEP(name, number, value, seed) name[number]
#define PUT_GAP(column, hash) features[column][lane] = (hash) >> (64 - GAP_BITS);
#define PUT_CUE(column, hash) \
    features[column][lane] = (hash) >> (64 - CUE_BITS); \
    PREFETCH_ONCE(run->tables->cue_weights + features[column][lane]);

void hash_gaps(const gap_values values, const gap_steps *steps, gap_hashes features) {
    const uint64_t (*mark_steps)[LANES] = (const uint64_t (*)[LANES])steps->mark;
    const uint64_t (*m_shape_steps)[LANES] = (const uint64_t (*)[LANES])steps->m_shape;
    for (int lane = 0; lane < LANES; lane++) {
        HASH_GAP(mix, VALUE, GAP_STEP, PUT_GAP)
    }
}

/* The templates, then the bag: see `_bag`. The weights are fetched from afar meanwhile. */
void hash_cues(core_run *run, const cue_values values, cue_hashes features) {
    for (int lane = 0; lane < LANES; lane++) {
        const uint64_t *cue_steps = steps_of_cue(&run->steps, VALUE(CUE_CUE));
        const uint64_t *kinds_steps = steps_of_kinds(&run->steps, (kind_mask)VALUE(CUE_KINDS));
        HASH_CUE(mix, VALUE, KEPT_STEP, PUT_CUE)
        for (int step = 0, column = CUE_TEMPLATES; step < REACH; step++, column += 4) {
            PUT_CUE(column, mix(cue_steps[CUE_CUE_STEPS] + VALUE(CUE_L1 + step)))
            PUT_CUE(column + 1, mix(cue_steps[CUE_CUE_STEPS + 1] + VALUE(CUE_R1 + step)))
            PUT_CUE(column + 2, mix(kinds_steps[CUE_KINDS_STEPS] + VALUE(CUE_L1 + step)))
            PUT_CUE(column + 3, mix(kinds_steps[CUE_KINDS_STEPS + 1] + VALUE(CUE_R1 + step)))
        }
    }
}
