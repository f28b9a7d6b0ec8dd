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

/* The sum of the weights of all templates; their hashes stay in `hashes`. */
static inline int32_t sum_gap(
    const int8_t *weights, const uint64_t *v, const uint64_t *mark_steps, const uint64_t *m_shape_steps, uint64_t *hashes
) {
    int32_t sum = 0;
    hashes[0] = mix(mix(mix(mix(mark_steps[0] + v[GAP_COMMON]) + v[GAP_NEXT_SHAPE]) + v[GAP_THEN_SHAPE]) + v[GAP_W_SHAPE]);
    sum += weights[hashes[0] >> (64 - GAP_BITS)];
    hashes[1] = mix(mix(mix(mix(mix(v[GAP_COMMON] + 24) + v[GAP_NEXT_SHAPE]) + v[GAP_LAST]) + v[GAP_SECOND_SHAPE]) + v[GAP_NEXT_SUFFIX]);
    sum += weights[hashes[1] >> (64 - GAP_BITS)];
    hashes[2] = mix(mix(mix(mark_steps[1] + v[GAP_ABBREVIATED]) + v[GAP_STARTS]) + v[GAP_TOGETHER]);
    sum += weights[hashes[2] >> (64 - GAP_BITS)];
    hashes[3] = mix(mix(mix(mix(v[GAP_W_SHAPE] + 16) + v[GAP_BEFORE_SHAPE]) + v[GAP_M_SHAPE]) + v[GAP_NEXT_SHAPE]);
    sum += weights[hashes[3] >> (64 - GAP_BITS)];
    hashes[4] = mix(mix(mix(mix(v[GAP_LAST] + 18) + v[GAP_SECOND_SHAPE]) + v[GAP_NEXT]) + v[GAP_THEN_SHAPE]);
    sum += weights[hashes[4] >> (64 - GAP_BITS)];
    hashes[5] = mix(mix(mix(mark_steps[2] + v[GAP_COMMON]) + v[GAP_NEXT_SHAPE]) + v[GAP_GLUE]);
    sum += weights[hashes[5] >> (64 - GAP_BITS)];
    hashes[6] = mix(mix(mix(m_shape_steps[0] + v[GAP_W_SHAPE]) + v[GAP_ABBREVIATED]) + v[GAP_NEXT]);
    sum += weights[hashes[6] >> (64 - GAP_BITS)];
    hashes[7] = mix(mix(mix(m_shape_steps[1] + v[GAP_W_SHAPE]) + v[GAP_NEXT]) + v[GAP_THEN]);
    sum += weights[hashes[7] >> (64 - GAP_BITS)];
    hashes[8] = mix(mix(mix(mark_steps[3] + v[GAP_END]) + v[GAP_NEXT_SHAPE]) + v[GAP_STYLE]);
    sum += weights[hashes[8] >> (64 - GAP_BITS)];
    hashes[9] = mix(mix(mark_steps[4] + v[GAP_NEXT_SHAPE]) + v[GAP_GLUE]);
    sum += weights[hashes[9] >> (64 - GAP_BITS)];
    hashes[10] = mix(mix(mark_steps[5] + v[GAP_NEXT_SHAPE]) + v[GAP_STYLE]);
    sum += weights[hashes[10] >> (64 - GAP_BITS)];
    hashes[11] = mix(mix(mark_steps[6] + v[GAP_W_SHAPE]) + v[GAP_NEXT_SHAPE]);
    sum += weights[hashes[11] >> (64 - GAP_BITS)];
    hashes[12] = mix(mix(mark_steps[7] + v[GAP_ABBREVIATED]) + v[GAP_NEXT_SHAPE]);
    sum += weights[hashes[12] >> (64 - GAP_BITS)];
    hashes[13] = mix(mix(mark_steps[8] + v[GAP_W_SUFFIX]) + v[GAP_NEXT_SHAPE]);
    sum += weights[hashes[13] >> (64 - GAP_BITS)];
    hashes[14] = mix(mix(mix(v[GAP_W] + 9) + v[GAP_NEXT_SHAPE]) + v[GAP_M_SHAPE]);
    sum += weights[hashes[14] >> (64 - GAP_BITS)];
    hashes[15] = mix(mix(mix(v[GAP_NEXT] + 11) + v[GAP_LAST]) + v[GAP_STYLE]);
    sum += weights[hashes[15] >> (64 - GAP_BITS)];
    hashes[16] = mix(mix(mix(v[GAP_NEXT_SHAPE] + 12) + v[GAP_THEN_SHAPE]) + v[GAP_MARK]);
    sum += weights[hashes[16] >> (64 - GAP_BITS)];
    hashes[17] = mix(mix(mark_steps[9] + v[GAP_NEXT_SHAPE]) + v[GAP_RUN]);
    sum += weights[hashes[17] >> (64 - GAP_BITS)];
    hashes[18] = mix(mix(mark_steps[10] + v[GAP_NEXT_SHAPE]) + v[GAP_REST]);
    sum += weights[hashes[18] >> (64 - GAP_BITS)];
    hashes[19] = mix(mix(mark_steps[11] + v[GAP_BEFORE_MARK]) + v[GAP_NEXT_SHAPE]);
    sum += weights[hashes[19] >> (64 - GAP_BITS)];
    hashes[20] = mix(mark_steps[12] + v[GAP_W]);
    sum += weights[hashes[20] >> (64 - GAP_BITS)];
    hashes[21] = mix(mix(v[GAP_W] + 8) + v[GAP_NEXT]);
    sum += weights[hashes[21] >> (64 - GAP_BITS)];
    hashes[22] = mix(m_shape_steps[2] + v[GAP_NEXT]);
    sum += weights[hashes[22] >> (64 - GAP_BITS)];
    hashes[23] = mix(mix(v[GAP_NEXT] + 13) + v[GAP_THEN]);
    sum += weights[hashes[23] >> (64 - GAP_BITS)];
    return sum;
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

/* The sum of the weights of all templates; their hashes stay in `hashes`. */
static inline int32_t sum_cue(
    const int8_t *weights, const uint64_t *v, const uint64_t *cue_steps, const uint64_t *kinds_steps, uint64_t *hashes
) {
    int32_t sum = 0;
    hashes[0] = mix(mix(cue_steps[0] + v[CUE_L1]) + v[CUE_R1]);
    sum += weights[hashes[0] >> (64 - CUE_BITS)];
    hashes[1] = mix(mix(cue_steps[1] + v[CUE_R1]) + v[CUE_R2]);
    sum += weights[hashes[1] >> (64 - CUE_BITS)];
    hashes[2] = mix(mix(cue_steps[2] + v[CUE_L2]) + v[CUE_L1]);
    sum += weights[hashes[2] >> (64 - CUE_BITS)];
    hashes[3] = mix(mix(cue_steps[3] + v[CUE_L1_SUFFIX]) + v[CUE_R1_SUFFIX]);
    sum += weights[hashes[3] >> (64 - CUE_BITS)];
    hashes[4] = mix(mix(cue_steps[4] + v[CUE_CUE_SHAPE]) + v[CUE_POSITION]);
    sum += weights[hashes[4] >> (64 - CUE_BITS)];
    hashes[5] = mix(mix(kinds_steps[0] + v[CUE_L2]) + v[CUE_L1]);
    sum += weights[hashes[5] >> (64 - CUE_BITS)];
    hashes[6] = mix(mix(kinds_steps[1] + v[CUE_R1]) + v[CUE_R2]);
    sum += weights[hashes[6] >> (64 - CUE_BITS)];
    hashes[7] = mix(mix(kinds_steps[2] + v[CUE_L1_SHAPE]) + v[CUE_R1_SHAPE]);
    sum += weights[hashes[7] >> (64 - CUE_BITS)];
    hashes[8] = mix(mix(cue_steps[5] + v[CUE_L1_GROUP]) + v[CUE_R1_GROUP]);
    sum += weights[hashes[8] >> (64 - CUE_BITS)];
    hashes[9] = mix(mix(cue_steps[6] + v[CUE_R1_GROUP]) + v[CUE_R2_GROUP]);
    sum += weights[hashes[9] >> (64 - CUE_BITS)];
    hashes[10] = mix(mix(cue_steps[7] + v[CUE_L2_GROUP]) + v[CUE_L1_GROUP]);
    sum += weights[hashes[10] >> (64 - CUE_BITS)];
    hashes[11] = mix(mix(kinds_steps[3] + v[CUE_L1_GROUP]) + v[CUE_R1_GROUP]);
    sum += weights[hashes[11] >> (64 - CUE_BITS)];
    hashes[12] = mix(mix(kinds_steps[4] + v[CUE_R1_GROUP]) + v[CUE_R2_GROUP]);
    sum += weights[hashes[12] >> (64 - CUE_BITS)];
    hashes[13] = mix(cue_steps[8] + v[CUE_L1]);
    sum += weights[hashes[13] >> (64 - CUE_BITS)];
    hashes[14] = mix(cue_steps[9] + v[CUE_R1]);
    sum += weights[hashes[14] >> (64 - CUE_BITS)];
    hashes[15] = mix(cue_steps[10] + v[CUE_L2]);
    sum += weights[hashes[15] >> (64 - CUE_BITS)];
    hashes[16] = mix(cue_steps[11] + v[CUE_R2]);
    sum += weights[hashes[16] >> (64 - CUE_BITS)];
    hashes[17] = mix(cue_steps[12] + v[CUE_L3]);
    sum += weights[hashes[17] >> (64 - CUE_BITS)];
    hashes[18] = mix(cue_steps[13] + v[CUE_R3]);
    sum += weights[hashes[18] >> (64 - CUE_BITS)];
    hashes[19] = mix(cue_steps[14] + v[CUE_L1_SUFFIX]);
    sum += weights[hashes[19] >> (64 - CUE_BITS)];
    hashes[20] = mix(cue_steps[15] + v[CUE_R1_SUFFIX]);
    sum += weights[hashes[20] >> (64 - CUE_BITS)];
    hashes[21] = mix(cue_steps[16] + v[CUE_R2_SUFFIX]);
    sum += weights[hashes[21] >> (64 - CUE_BITS)];
    hashes[22] = mix(cue_steps[17] + v[CUE_L1_SHAPE]);
    sum += weights[hashes[22] >> (64 - CUE_BITS)];
    hashes[23] = mix(cue_steps[18] + v[CUE_R1_SHAPE]);
    sum += weights[hashes[23] >> (64 - CUE_BITS)];
    hashes[24] = mix(cue_steps[19] + v[CUE_SENTENCE_END]);
    sum += weights[hashes[24] >> (64 - CUE_BITS)];
    hashes[25] = mix(cue_steps[20] + v[CUE_HEAD]);
    sum += weights[hashes[25] >> (64 - CUE_BITS)];
    hashes[26] = mix(cue_steps[21] + v[CUE_FIRST_WORD]);
    sum += weights[hashes[26] >> (64 - CUE_BITS)];
    hashes[27] = mix(kinds_steps[5] + v[CUE_L1]);
    sum += weights[hashes[27] >> (64 - CUE_BITS)];
    hashes[28] = mix(kinds_steps[6] + v[CUE_R1]);
    sum += weights[hashes[28] >> (64 - CUE_BITS)];
    hashes[29] = mix(kinds_steps[7] + v[CUE_L1_SUFFIX]);
    sum += weights[hashes[29] >> (64 - CUE_BITS)];
    hashes[30] = mix(kinds_steps[8] + v[CUE_R1_SUFFIX]);
    sum += weights[hashes[30] >> (64 - CUE_BITS)];
    hashes[31] = mix(kinds_steps[9] + v[CUE_R2_SUFFIX]);
    sum += weights[hashes[31] >> (64 - CUE_BITS)];
    hashes[32] = mix(kinds_steps[10] + v[CUE_HEAD]);
    sum += weights[hashes[32] >> (64 - CUE_BITS)];
    hashes[33] = mix(mix(v[CUE_HEAD] + 30) + v[CUE_L1]);
    sum += weights[hashes[33] >> (64 - CUE_BITS)];
    hashes[34] = mix(mix(v[CUE_HEAD] + 31) + v[CUE_R1]);
    sum += weights[hashes[34] >> (64 - CUE_BITS)];
    hashes[35] = mix(mix(v[CUE_HEAD] + 32) + v[CUE_R1_SUFFIX]);
    sum += weights[hashes[35] >> (64 - CUE_BITS)];
    hashes[36] = mix(kinds_steps[11] + v[CUE_SENTENCE_END]);
    sum += weights[hashes[36] >> (64 - CUE_BITS)];
    hashes[37] = mix(cue_steps[22] + v[CUE_L1_CLASS]);
    sum += weights[hashes[37] >> (64 - CUE_BITS)];
    hashes[38] = mix(cue_steps[23] + v[CUE_R1_CLASS]);
    sum += weights[hashes[38] >> (64 - CUE_BITS)];
    hashes[39] = mix(cue_steps[24] + v[CUE_R2_CLASS]);
    sum += weights[hashes[39] >> (64 - CUE_BITS)];
    hashes[40] = mix(cue_steps[25] + v[CUE_L2_CLASS]);
    sum += weights[hashes[40] >> (64 - CUE_BITS)];
    hashes[41] = mix(kinds_steps[12] + v[CUE_L1_CLASS]);
    sum += weights[hashes[41] >> (64 - CUE_BITS)];
    hashes[42] = mix(kinds_steps[13] + v[CUE_R1_CLASS]);
    sum += weights[hashes[42] >> (64 - CUE_BITS)];
    hashes[43] = mix(cue_steps[26] + v[CUE_L1_GROUP]);
    sum += weights[hashes[43] >> (64 - CUE_BITS)];
    hashes[44] = mix(cue_steps[27] + v[CUE_R1_GROUP]);
    sum += weights[hashes[44] >> (64 - CUE_BITS)];
    hashes[45] = mix(cue_steps[28] + v[CUE_R2_GROUP]);
    sum += weights[hashes[45] >> (64 - CUE_BITS)];
    hashes[46] = mix(cue_steps[29] + v[CUE_R3_GROUP]);
    sum += weights[hashes[46] >> (64 - CUE_BITS)];
    hashes[47] = mix(cue_steps[30] + v[CUE_L2_GROUP]);
    sum += weights[hashes[47] >> (64 - CUE_BITS)];
    hashes[48] = mix(kinds_steps[14] + v[CUE_L1_GROUP]);
    sum += weights[hashes[48] >> (64 - CUE_BITS)];
    hashes[49] = mix(kinds_steps[15] + v[CUE_R1_GROUP]);
    sum += weights[hashes[49] >> (64 - CUE_BITS)];
    hashes[50] = mix(cue_steps[31] + v[CUE_CANDIDATE_BEFORE]);
    sum += weights[hashes[50] >> (64 - CUE_BITS)];
    hashes[51] = mix(cue_steps[32] + v[CUE_CANDIDATE_AFTER]);
    sum += weights[hashes[51] >> (64 - CUE_BITS)];
    hashes[52] = mix(kinds_steps[16] + v[CUE_CANDIDATE_BEFORE]);
    sum += weights[hashes[52] >> (64 - CUE_BITS)];
    hashes[53] = mix(kinds_steps[17] + v[CUE_CANDIDATE_AFTER]);
    sum += weights[hashes[53] >> (64 - CUE_BITS)];
    hashes[54] = cue_steps[33];
    sum += weights[hashes[54] >> (64 - CUE_BITS)];
    return sum;
}
