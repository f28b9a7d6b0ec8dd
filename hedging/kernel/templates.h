/* Templates of features, written by python -m hedging.kernel.templates. */
#define TEMPLATES_FINGERPRINT 0xF3CA64C57C19244Cu

enum {
    GAP_BITS = 15,
    CUE_BITS = 22,
    KIND_BITS = 14,
    SENTENCE_BITS = 20,
    CUE_COLUMN = 54,
    KINDS = 8,
};

/* The values that templates join, and the number of templates. */
enum {
    GAP_ABBREVIATED,
    GAP_BEFORE_MARK,
    GAP_BEFORE_SHAPE,
    GAP_COMMON,
    GAP_END,
    GAP_GLUE,
    GAP_LAST,
    GAP_M_SHAPE,
    GAP_MARK,
    GAP_NEXT,
    GAP_NEXT_SHAPE,
    GAP_NEXT_SUFFIX,
    GAP_REST,
    GAP_RUN,
    GAP_SECOND_SHAPE,
    GAP_STARTS,
    GAP_STYLE,
    GAP_THEN,
    GAP_THEN_SHAPE,
    GAP_TOGETHER,
    GAP_W,
    GAP_W_SHAPE,
    GAP_W_SUFFIX,
    GAP_VALUES,
    GAP_TEMPLATES = 24,
    GAP_MARK_STEPS = 13,
    GAP_M_SHAPE_STEPS = 3,
};

static inline void gap_mark_steps(uint64_t value, uint64_t *steps) {
    steps[0] = mix(value + 22);
    steps[1] = mix(value + 5);
    steps[2] = mix(value + 19);
    steps[3] = mix(value + 23);
    steps[4] = mix(value + 1);
    steps[5] = mix(value + 2);
    steps[6] = mix(value + 3);
    steps[7] = mix(value + 4);
    steps[8] = mix(value + 7);
    steps[9] = mix(value + 14);
    steps[10] = mix(value + 15);
    steps[11] = mix(value + 17);
    steps[12] = mix(value + 6);
}

static inline void gap_m_shape_steps(uint64_t value, uint64_t *steps) {
    steps[0] = mix(value + 20);
    steps[1] = mix(value + 21);
    steps[2] = mix(value + 10);
}

/* The features of all templates; their weights are fetched from afar meanwhile. */
static inline void hash_gap(
    const int8_t *weights, const uint64_t *v, const uint64_t *mark_steps, const uint64_t *m_shape_steps, uint32_t *features
) {
    features[0] = (uint32_t)(mix(mix(mix(mix(mark_steps[0] + v[GAP_COMMON]) + v[GAP_NEXT_SHAPE]) + v[GAP_THEN_SHAPE]) + v[GAP_W_SHAPE]) >> (64 - GAP_BITS));
    features[1] = (uint32_t)(mix(mix(mix(mix(mix(v[GAP_COMMON] + 24) + v[GAP_NEXT_SHAPE]) + v[GAP_LAST]) + v[GAP_SECOND_SHAPE]) + v[GAP_NEXT_SUFFIX]) >> (64 - GAP_BITS));
    features[2] = (uint32_t)(mix(mix(mix(mark_steps[1] + v[GAP_ABBREVIATED]) + v[GAP_STARTS]) + v[GAP_TOGETHER]) >> (64 - GAP_BITS));
    features[3] = (uint32_t)(mix(mix(mix(mix(v[GAP_W_SHAPE] + 16) + v[GAP_BEFORE_SHAPE]) + v[GAP_M_SHAPE]) + v[GAP_NEXT_SHAPE]) >> (64 - GAP_BITS));
    features[4] = (uint32_t)(mix(mix(mix(mix(v[GAP_LAST] + 18) + v[GAP_SECOND_SHAPE]) + v[GAP_NEXT]) + v[GAP_THEN_SHAPE]) >> (64 - GAP_BITS));
    features[5] = (uint32_t)(mix(mix(mix(mark_steps[2] + v[GAP_COMMON]) + v[GAP_NEXT_SHAPE]) + v[GAP_GLUE]) >> (64 - GAP_BITS));
    features[6] = (uint32_t)(mix(mix(mix(m_shape_steps[0] + v[GAP_W_SHAPE]) + v[GAP_ABBREVIATED]) + v[GAP_NEXT]) >> (64 - GAP_BITS));
    features[7] = (uint32_t)(mix(mix(mix(m_shape_steps[1] + v[GAP_W_SHAPE]) + v[GAP_NEXT]) + v[GAP_THEN]) >> (64 - GAP_BITS));
    features[8] = (uint32_t)(mix(mix(mix(mark_steps[3] + v[GAP_END]) + v[GAP_NEXT_SHAPE]) + v[GAP_STYLE]) >> (64 - GAP_BITS));
    features[9] = (uint32_t)(mix(mix(mark_steps[4] + v[GAP_NEXT_SHAPE]) + v[GAP_GLUE]) >> (64 - GAP_BITS));
    features[10] = (uint32_t)(mix(mix(mark_steps[5] + v[GAP_NEXT_SHAPE]) + v[GAP_STYLE]) >> (64 - GAP_BITS));
    features[11] = (uint32_t)(mix(mix(mark_steps[6] + v[GAP_W_SHAPE]) + v[GAP_NEXT_SHAPE]) >> (64 - GAP_BITS));
    features[12] = (uint32_t)(mix(mix(mark_steps[7] + v[GAP_ABBREVIATED]) + v[GAP_NEXT_SHAPE]) >> (64 - GAP_BITS));
    features[13] = (uint32_t)(mix(mix(mark_steps[8] + v[GAP_W_SUFFIX]) + v[GAP_NEXT_SHAPE]) >> (64 - GAP_BITS));
    features[14] = (uint32_t)(mix(mix(mix(v[GAP_W] + 9) + v[GAP_NEXT_SHAPE]) + v[GAP_M_SHAPE]) >> (64 - GAP_BITS));
    features[15] = (uint32_t)(mix(mix(mix(v[GAP_NEXT] + 11) + v[GAP_LAST]) + v[GAP_STYLE]) >> (64 - GAP_BITS));
    features[16] = (uint32_t)(mix(mix(mix(v[GAP_NEXT_SHAPE] + 12) + v[GAP_THEN_SHAPE]) + v[GAP_MARK]) >> (64 - GAP_BITS));
    features[17] = (uint32_t)(mix(mix(mark_steps[9] + v[GAP_NEXT_SHAPE]) + v[GAP_RUN]) >> (64 - GAP_BITS));
    features[18] = (uint32_t)(mix(mix(mark_steps[10] + v[GAP_NEXT_SHAPE]) + v[GAP_REST]) >> (64 - GAP_BITS));
    features[19] = (uint32_t)(mix(mix(mark_steps[11] + v[GAP_BEFORE_MARK]) + v[GAP_NEXT_SHAPE]) >> (64 - GAP_BITS));
    features[20] = (uint32_t)(mix(mark_steps[12] + v[GAP_W]) >> (64 - GAP_BITS));
    features[21] = (uint32_t)(mix(mix(v[GAP_W] + 8) + v[GAP_NEXT]) >> (64 - GAP_BITS));
    features[22] = (uint32_t)(mix(m_shape_steps[2] + v[GAP_NEXT]) >> (64 - GAP_BITS));
    features[23] = (uint32_t)(mix(mix(v[GAP_NEXT] + 13) + v[GAP_THEN]) >> (64 - GAP_BITS));
    (void)weights;
}

/* The values that templates join, and the number of templates. */
enum {
    CUE_L1,
    CUE_L2,
    CUE_L3,
    CUE_L4,
    CUE_L5,
    CUE_R1,
    CUE_R2,
    CUE_R3,
    CUE_R4,
    CUE_R5,
    CUE_L1_SUFFIX,
    CUE_L2_SUFFIX,
    CUE_R1_SUFFIX,
    CUE_R2_SUFFIX,
    CUE_R3_SUFFIX,
    CUE_L1_CLASS,
    CUE_L2_CLASS,
    CUE_R1_CLASS,
    CUE_R2_CLASS,
    CUE_R3_CLASS,
    CUE_L1_GROUP,
    CUE_L2_GROUP,
    CUE_R1_GROUP,
    CUE_R2_GROUP,
    CUE_R3_GROUP,
    CUE_CUE_SHAPE,
    CUE_L1_SHAPE,
    CUE_R1_SHAPE,
    CUE_HEAD,
    CUE_SENTENCE_END,
    CUE_FIRST_WORD,
    CUE_CUE,
    CUE_KINDS,
    CUE_POSITION,
    CUE_CANDIDATE_BEFORE,
    CUE_CANDIDATE_AFTER,
    CUE_VALUES,
    CUE_TEMPLATES = 55,
    CUE_CUE_STEPS = 34,
    CUE_KINDS_STEPS = 18,
};

static inline void cue_cue_steps(uint64_t value, uint64_t *steps) {
    steps[0] = mix(value + 8);
    steps[1] = mix(value + 9);
    steps[2] = mix(value + 10);
    steps[3] = mix(value + 14);
    steps[4] = mix(value + 17);
    steps[5] = mix(value + 45);
    steps[6] = mix(value + 46);
    steps[7] = mix(value + 47);
    steps[8] = mix(value + 2);
    steps[9] = mix(value + 3);
    steps[10] = mix(value + 4);
    steps[11] = mix(value + 5);
    steps[12] = mix(value + 6);
    steps[13] = mix(value + 7);
    steps[14] = mix(value + 11);
    steps[15] = mix(value + 12);
    steps[16] = mix(value + 13);
    steps[17] = mix(value + 15);
    steps[18] = mix(value + 16);
    steps[19] = mix(value + 18);
    steps[20] = mix(value + 19);
    steps[21] = mix(value + 20);
    steps[22] = mix(value + 34);
    steps[23] = mix(value + 35);
    steps[24] = mix(value + 36);
    steps[25] = mix(value + 37);
    steps[26] = mix(value + 40);
    steps[27] = mix(value + 41);
    steps[28] = mix(value + 42);
    steps[29] = mix(value + 43);
    steps[30] = mix(value + 44);
    steps[31] = mix(value + 52);
    steps[32] = mix(value + 53);
    steps[33] = mix(value + 1);
}

static inline void cue_kinds_steps(uint64_t value, uint64_t *steps) {
    steps[0] = mix(value + 23);
    steps[1] = mix(value + 24);
    steps[2] = mix(value + 28);
    steps[3] = mix(value + 50);
    steps[4] = mix(value + 51);
    steps[5] = mix(value + 21);
    steps[6] = mix(value + 22);
    steps[7] = mix(value + 25);
    steps[8] = mix(value + 26);
    steps[9] = mix(value + 27);
    steps[10] = mix(value + 29);
    steps[11] = mix(value + 33);
    steps[12] = mix(value + 38);
    steps[13] = mix(value + 39);
    steps[14] = mix(value + 48);
    steps[15] = mix(value + 49);
    steps[16] = mix(value + 54);
    steps[17] = mix(value + 55);
}

/* The features of all templates; their weights are fetched from afar meanwhile. */
static inline void hash_cue(
    const int8_t *weights, const uint64_t *v, const uint64_t *cue_steps, const uint64_t *kinds_steps, uint32_t *features
) {
    features[0] = (uint32_t)(mix(mix(cue_steps[0] + v[CUE_L1]) + v[CUE_R1]) >> (64 - CUE_BITS));
    PREFETCH_ONCE(weights + features[0]);
    features[1] = (uint32_t)(mix(mix(cue_steps[1] + v[CUE_R1]) + v[CUE_R2]) >> (64 - CUE_BITS));
    PREFETCH_ONCE(weights + features[1]);
    features[2] = (uint32_t)(mix(mix(cue_steps[2] + v[CUE_L2]) + v[CUE_L1]) >> (64 - CUE_BITS));
    PREFETCH_ONCE(weights + features[2]);
    features[3] = (uint32_t)(mix(mix(cue_steps[3] + v[CUE_L1_SUFFIX]) + v[CUE_R1_SUFFIX]) >> (64 - CUE_BITS));
    PREFETCH_ONCE(weights + features[3]);
    features[4] = (uint32_t)(mix(mix(cue_steps[4] + v[CUE_CUE_SHAPE]) + v[CUE_POSITION]) >> (64 - CUE_BITS));
    PREFETCH_ONCE(weights + features[4]);
    features[5] = (uint32_t)(mix(mix(kinds_steps[0] + v[CUE_L2]) + v[CUE_L1]) >> (64 - CUE_BITS));
    PREFETCH_ONCE(weights + features[5]);
    features[6] = (uint32_t)(mix(mix(kinds_steps[1] + v[CUE_R1]) + v[CUE_R2]) >> (64 - CUE_BITS));
    PREFETCH_ONCE(weights + features[6]);
    features[7] = (uint32_t)(mix(mix(kinds_steps[2] + v[CUE_L1_SHAPE]) + v[CUE_R1_SHAPE]) >> (64 - CUE_BITS));
    PREFETCH_ONCE(weights + features[7]);
    features[8] = (uint32_t)(mix(mix(cue_steps[5] + v[CUE_L1_GROUP]) + v[CUE_R1_GROUP]) >> (64 - CUE_BITS));
    PREFETCH_ONCE(weights + features[8]);
    features[9] = (uint32_t)(mix(mix(cue_steps[6] + v[CUE_R1_GROUP]) + v[CUE_R2_GROUP]) >> (64 - CUE_BITS));
    PREFETCH_ONCE(weights + features[9]);
    features[10] = (uint32_t)(mix(mix(cue_steps[7] + v[CUE_L2_GROUP]) + v[CUE_L1_GROUP]) >> (64 - CUE_BITS));
    PREFETCH_ONCE(weights + features[10]);
    features[11] = (uint32_t)(mix(mix(kinds_steps[3] + v[CUE_L1_GROUP]) + v[CUE_R1_GROUP]) >> (64 - CUE_BITS));
    PREFETCH_ONCE(weights + features[11]);
    features[12] = (uint32_t)(mix(mix(kinds_steps[4] + v[CUE_R1_GROUP]) + v[CUE_R2_GROUP]) >> (64 - CUE_BITS));
    PREFETCH_ONCE(weights + features[12]);
    features[13] = (uint32_t)(mix(cue_steps[8] + v[CUE_L1]) >> (64 - CUE_BITS));
    PREFETCH_ONCE(weights + features[13]);
    features[14] = (uint32_t)(mix(cue_steps[9] + v[CUE_R1]) >> (64 - CUE_BITS));
    PREFETCH_ONCE(weights + features[14]);
    features[15] = (uint32_t)(mix(cue_steps[10] + v[CUE_L2]) >> (64 - CUE_BITS));
    PREFETCH_ONCE(weights + features[15]);
    features[16] = (uint32_t)(mix(cue_steps[11] + v[CUE_R2]) >> (64 - CUE_BITS));
    PREFETCH_ONCE(weights + features[16]);
    features[17] = (uint32_t)(mix(cue_steps[12] + v[CUE_L3]) >> (64 - CUE_BITS));
    PREFETCH_ONCE(weights + features[17]);
    features[18] = (uint32_t)(mix(cue_steps[13] + v[CUE_R3]) >> (64 - CUE_BITS));
    PREFETCH_ONCE(weights + features[18]);
    features[19] = (uint32_t)(mix(cue_steps[14] + v[CUE_L1_SUFFIX]) >> (64 - CUE_BITS));
    PREFETCH_ONCE(weights + features[19]);
    features[20] = (uint32_t)(mix(cue_steps[15] + v[CUE_R1_SUFFIX]) >> (64 - CUE_BITS));
    PREFETCH_ONCE(weights + features[20]);
    features[21] = (uint32_t)(mix(cue_steps[16] + v[CUE_R2_SUFFIX]) >> (64 - CUE_BITS));
    PREFETCH_ONCE(weights + features[21]);
    features[22] = (uint32_t)(mix(cue_steps[17] + v[CUE_L1_SHAPE]) >> (64 - CUE_BITS));
    PREFETCH_ONCE(weights + features[22]);
    features[23] = (uint32_t)(mix(cue_steps[18] + v[CUE_R1_SHAPE]) >> (64 - CUE_BITS));
    PREFETCH_ONCE(weights + features[23]);
    features[24] = (uint32_t)(mix(cue_steps[19] + v[CUE_SENTENCE_END]) >> (64 - CUE_BITS));
    PREFETCH_ONCE(weights + features[24]);
    features[25] = (uint32_t)(mix(cue_steps[20] + v[CUE_HEAD]) >> (64 - CUE_BITS));
    PREFETCH_ONCE(weights + features[25]);
    features[26] = (uint32_t)(mix(cue_steps[21] + v[CUE_FIRST_WORD]) >> (64 - CUE_BITS));
    PREFETCH_ONCE(weights + features[26]);
    features[27] = (uint32_t)(mix(kinds_steps[5] + v[CUE_L1]) >> (64 - CUE_BITS));
    PREFETCH_ONCE(weights + features[27]);
    features[28] = (uint32_t)(mix(kinds_steps[6] + v[CUE_R1]) >> (64 - CUE_BITS));
    PREFETCH_ONCE(weights + features[28]);
    features[29] = (uint32_t)(mix(kinds_steps[7] + v[CUE_L1_SUFFIX]) >> (64 - CUE_BITS));
    PREFETCH_ONCE(weights + features[29]);
    features[30] = (uint32_t)(mix(kinds_steps[8] + v[CUE_R1_SUFFIX]) >> (64 - CUE_BITS));
    PREFETCH_ONCE(weights + features[30]);
    features[31] = (uint32_t)(mix(kinds_steps[9] + v[CUE_R2_SUFFIX]) >> (64 - CUE_BITS));
    PREFETCH_ONCE(weights + features[31]);
    features[32] = (uint32_t)(mix(kinds_steps[10] + v[CUE_HEAD]) >> (64 - CUE_BITS));
    PREFETCH_ONCE(weights + features[32]);
    features[33] = (uint32_t)(mix(mix(v[CUE_HEAD] + 30) + v[CUE_L1]) >> (64 - CUE_BITS));
    PREFETCH_ONCE(weights + features[33]);
    features[34] = (uint32_t)(mix(mix(v[CUE_HEAD] + 31) + v[CUE_R1]) >> (64 - CUE_BITS));
    PREFETCH_ONCE(weights + features[34]);
    features[35] = (uint32_t)(mix(mix(v[CUE_HEAD] + 32) + v[CUE_R1_SUFFIX]) >> (64 - CUE_BITS));
    PREFETCH_ONCE(weights + features[35]);
    features[36] = (uint32_t)(mix(kinds_steps[11] + v[CUE_SENTENCE_END]) >> (64 - CUE_BITS));
    PREFETCH_ONCE(weights + features[36]);
    features[37] = (uint32_t)(mix(cue_steps[22] + v[CUE_L1_CLASS]) >> (64 - CUE_BITS));
    PREFETCH_ONCE(weights + features[37]);
    features[38] = (uint32_t)(mix(cue_steps[23] + v[CUE_R1_CLASS]) >> (64 - CUE_BITS));
    PREFETCH_ONCE(weights + features[38]);
    features[39] = (uint32_t)(mix(cue_steps[24] + v[CUE_R2_CLASS]) >> (64 - CUE_BITS));
    PREFETCH_ONCE(weights + features[39]);
    features[40] = (uint32_t)(mix(cue_steps[25] + v[CUE_L2_CLASS]) >> (64 - CUE_BITS));
    PREFETCH_ONCE(weights + features[40]);
    features[41] = (uint32_t)(mix(kinds_steps[12] + v[CUE_L1_CLASS]) >> (64 - CUE_BITS));
    PREFETCH_ONCE(weights + features[41]);
    features[42] = (uint32_t)(mix(kinds_steps[13] + v[CUE_R1_CLASS]) >> (64 - CUE_BITS));
    PREFETCH_ONCE(weights + features[42]);
    features[43] = (uint32_t)(mix(cue_steps[26] + v[CUE_L1_GROUP]) >> (64 - CUE_BITS));
    PREFETCH_ONCE(weights + features[43]);
    features[44] = (uint32_t)(mix(cue_steps[27] + v[CUE_R1_GROUP]) >> (64 - CUE_BITS));
    PREFETCH_ONCE(weights + features[44]);
    features[45] = (uint32_t)(mix(cue_steps[28] + v[CUE_R2_GROUP]) >> (64 - CUE_BITS));
    PREFETCH_ONCE(weights + features[45]);
    features[46] = (uint32_t)(mix(cue_steps[29] + v[CUE_R3_GROUP]) >> (64 - CUE_BITS));
    PREFETCH_ONCE(weights + features[46]);
    features[47] = (uint32_t)(mix(cue_steps[30] + v[CUE_L2_GROUP]) >> (64 - CUE_BITS));
    PREFETCH_ONCE(weights + features[47]);
    features[48] = (uint32_t)(mix(kinds_steps[14] + v[CUE_L1_GROUP]) >> (64 - CUE_BITS));
    PREFETCH_ONCE(weights + features[48]);
    features[49] = (uint32_t)(mix(kinds_steps[15] + v[CUE_R1_GROUP]) >> (64 - CUE_BITS));
    PREFETCH_ONCE(weights + features[49]);
    features[50] = (uint32_t)(mix(cue_steps[31] + v[CUE_CANDIDATE_BEFORE]) >> (64 - CUE_BITS));
    PREFETCH_ONCE(weights + features[50]);
    features[51] = (uint32_t)(mix(cue_steps[32] + v[CUE_CANDIDATE_AFTER]) >> (64 - CUE_BITS));
    PREFETCH_ONCE(weights + features[51]);
    features[52] = (uint32_t)(mix(kinds_steps[16] + v[CUE_CANDIDATE_BEFORE]) >> (64 - CUE_BITS));
    PREFETCH_ONCE(weights + features[52]);
    features[53] = (uint32_t)(mix(kinds_steps[17] + v[CUE_CANDIDATE_AFTER]) >> (64 - CUE_BITS));
    PREFETCH_ONCE(weights + features[53]);
    features[54] = (uint32_t)(cue_steps[33] >> (64 - CUE_BITS));
    PREFETCH_ONCE(weights + features[54]);
}
