/* Templates of features, written by python -m hedging.kernel.templates. */
#define TEMPLATES_FINGERPRINT 0xB2426F45AE8BC9E1u

enum {
    GAP_BITS = 15,
    CUE_BITS = 22,
    KIND_BITS = 14,
    SENTENCE_BITS = 20,
    CUE_COLUMN = 54,
    KINDS = 8,
    SHORT_BITS = 40,
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

/* PUT(column, hash) for each template. V(value) gives a value, MIX mixes: one number or
   several. STEP(name, number, value, seed) is a first step that may be kept. */
#define HASH_GAP(MIX, V, STEP, PUT) \
    PUT(0, MIX(MIX(MIX(MIX(STEP(mark_steps, 0, GAP_MARK, 22) + V(GAP_COMMON)) + V(GAP_NEXT_SHAPE)) + V(GAP_THEN_SHAPE)) + V(GAP_W_SHAPE))) \
    PUT(1, MIX(MIX(MIX(MIX(MIX(V(GAP_COMMON) + 24) + V(GAP_NEXT_SHAPE)) + V(GAP_LAST)) + V(GAP_SECOND_SHAPE)) + V(GAP_NEXT_SUFFIX))) \
    PUT(2, MIX(MIX(MIX(STEP(mark_steps, 1, GAP_MARK, 5) + V(GAP_ABBREVIATED)) + V(GAP_STARTS)) + V(GAP_TOGETHER))) \
    PUT(3, MIX(MIX(MIX(MIX(V(GAP_W_SHAPE) + 16) + V(GAP_BEFORE_SHAPE)) + V(GAP_M_SHAPE)) + V(GAP_NEXT_SHAPE))) \
    PUT(4, MIX(MIX(MIX(MIX(V(GAP_LAST) + 18) + V(GAP_SECOND_SHAPE)) + V(GAP_NEXT)) + V(GAP_THEN_SHAPE))) \
    PUT(5, MIX(MIX(MIX(STEP(mark_steps, 2, GAP_MARK, 19) + V(GAP_COMMON)) + V(GAP_NEXT_SHAPE)) + V(GAP_GLUE))) \
    PUT(6, MIX(MIX(MIX(STEP(m_shape_steps, 0, GAP_M_SHAPE, 20) + V(GAP_W_SHAPE)) + V(GAP_ABBREVIATED)) + V(GAP_NEXT))) \
    PUT(7, MIX(MIX(MIX(STEP(m_shape_steps, 1, GAP_M_SHAPE, 21) + V(GAP_W_SHAPE)) + V(GAP_NEXT)) + V(GAP_THEN))) \
    PUT(8, MIX(MIX(MIX(STEP(mark_steps, 3, GAP_MARK, 23) + V(GAP_END)) + V(GAP_NEXT_SHAPE)) + V(GAP_STYLE))) \
    PUT(9, MIX(MIX(STEP(mark_steps, 4, GAP_MARK, 1) + V(GAP_NEXT_SHAPE)) + V(GAP_GLUE))) \
    PUT(10, MIX(MIX(STEP(mark_steps, 5, GAP_MARK, 2) + V(GAP_NEXT_SHAPE)) + V(GAP_STYLE))) \
    PUT(11, MIX(MIX(STEP(mark_steps, 6, GAP_MARK, 3) + V(GAP_W_SHAPE)) + V(GAP_NEXT_SHAPE))) \
    PUT(12, MIX(MIX(STEP(mark_steps, 7, GAP_MARK, 4) + V(GAP_ABBREVIATED)) + V(GAP_NEXT_SHAPE))) \
    PUT(13, MIX(MIX(STEP(mark_steps, 8, GAP_MARK, 7) + V(GAP_W_SUFFIX)) + V(GAP_NEXT_SHAPE))) \
    PUT(14, MIX(MIX(MIX(V(GAP_W) + 9) + V(GAP_NEXT_SHAPE)) + V(GAP_M_SHAPE))) \
    PUT(15, MIX(MIX(MIX(V(GAP_NEXT) + 11) + V(GAP_LAST)) + V(GAP_STYLE))) \
    PUT(16, MIX(MIX(MIX(V(GAP_NEXT_SHAPE) + 12) + V(GAP_THEN_SHAPE)) + V(GAP_MARK))) \
    PUT(17, MIX(MIX(STEP(mark_steps, 9, GAP_MARK, 14) + V(GAP_NEXT_SHAPE)) + V(GAP_RUN))) \
    PUT(18, MIX(MIX(STEP(mark_steps, 10, GAP_MARK, 15) + V(GAP_NEXT_SHAPE)) + V(GAP_REST))) \
    PUT(19, MIX(MIX(STEP(mark_steps, 11, GAP_MARK, 17) + V(GAP_BEFORE_MARK)) + V(GAP_NEXT_SHAPE))) \
    PUT(20, MIX(STEP(mark_steps, 12, GAP_MARK, 6) + V(GAP_W))) \
    PUT(21, MIX(MIX(V(GAP_W) + 8) + V(GAP_NEXT))) \
    PUT(22, MIX(STEP(m_shape_steps, 2, GAP_M_SHAPE, 10) + V(GAP_NEXT))) \
    PUT(23, MIX(MIX(V(GAP_NEXT) + 13) + V(GAP_THEN)))

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

/* PUT(column, hash) for each template. V(value) gives a value, MIX mixes: one number or
   several. STEP(name, number, value, seed) is a first step that may be kept. */
#define HASH_CUE(MIX, V, STEP, PUT) \
    PUT(0, MIX(MIX(STEP(cue_steps, 0, CUE_CUE, 8) + V(CUE_L1)) + V(CUE_R1))) \
    PUT(1, MIX(MIX(STEP(cue_steps, 1, CUE_CUE, 9) + V(CUE_R1)) + V(CUE_R2))) \
    PUT(2, MIX(MIX(STEP(cue_steps, 2, CUE_CUE, 10) + V(CUE_L2)) + V(CUE_L1))) \
    PUT(3, MIX(MIX(STEP(cue_steps, 3, CUE_CUE, 14) + V(CUE_L1_SUFFIX)) + V(CUE_R1_SUFFIX))) \
    PUT(4, MIX(MIX(STEP(cue_steps, 4, CUE_CUE, 17) + V(CUE_CUE_SHAPE)) + V(CUE_POSITION))) \
    PUT(5, MIX(MIX(STEP(kinds_steps, 0, CUE_KINDS, 23) + V(CUE_L2)) + V(CUE_L1))) \
    PUT(6, MIX(MIX(STEP(kinds_steps, 1, CUE_KINDS, 24) + V(CUE_R1)) + V(CUE_R2))) \
    PUT(7, MIX(MIX(STEP(kinds_steps, 2, CUE_KINDS, 28) + V(CUE_L1_SHAPE)) + V(CUE_R1_SHAPE))) \
    PUT(8, MIX(MIX(STEP(cue_steps, 5, CUE_CUE, 45) + V(CUE_L1_GROUP)) + V(CUE_R1_GROUP))) \
    PUT(9, MIX(MIX(STEP(cue_steps, 6, CUE_CUE, 46) + V(CUE_R1_GROUP)) + V(CUE_R2_GROUP))) \
    PUT(10, MIX(MIX(STEP(cue_steps, 7, CUE_CUE, 47) + V(CUE_L2_GROUP)) + V(CUE_L1_GROUP))) \
    PUT(11, MIX(MIX(STEP(kinds_steps, 3, CUE_KINDS, 50) + V(CUE_L1_GROUP)) + V(CUE_R1_GROUP))) \
    PUT(12, MIX(MIX(STEP(kinds_steps, 4, CUE_KINDS, 51) + V(CUE_R1_GROUP)) + V(CUE_R2_GROUP))) \
    PUT(13, MIX(STEP(cue_steps, 8, CUE_CUE, 2) + V(CUE_L1))) \
    PUT(14, MIX(STEP(cue_steps, 9, CUE_CUE, 3) + V(CUE_R1))) \
    PUT(15, MIX(STEP(cue_steps, 10, CUE_CUE, 4) + V(CUE_L2))) \
    PUT(16, MIX(STEP(cue_steps, 11, CUE_CUE, 5) + V(CUE_R2))) \
    PUT(17, MIX(STEP(cue_steps, 12, CUE_CUE, 6) + V(CUE_L3))) \
    PUT(18, MIX(STEP(cue_steps, 13, CUE_CUE, 7) + V(CUE_R3))) \
    PUT(19, MIX(STEP(cue_steps, 14, CUE_CUE, 11) + V(CUE_L1_SUFFIX))) \
    PUT(20, MIX(STEP(cue_steps, 15, CUE_CUE, 12) + V(CUE_R1_SUFFIX))) \
    PUT(21, MIX(STEP(cue_steps, 16, CUE_CUE, 13) + V(CUE_R2_SUFFIX))) \
    PUT(22, MIX(STEP(cue_steps, 17, CUE_CUE, 15) + V(CUE_L1_SHAPE))) \
    PUT(23, MIX(STEP(cue_steps, 18, CUE_CUE, 16) + V(CUE_R1_SHAPE))) \
    PUT(24, MIX(STEP(cue_steps, 19, CUE_CUE, 18) + V(CUE_SENTENCE_END))) \
    PUT(25, MIX(STEP(cue_steps, 20, CUE_CUE, 19) + V(CUE_HEAD))) \
    PUT(26, MIX(STEP(cue_steps, 21, CUE_CUE, 20) + V(CUE_FIRST_WORD))) \
    PUT(27, MIX(STEP(kinds_steps, 5, CUE_KINDS, 21) + V(CUE_L1))) \
    PUT(28, MIX(STEP(kinds_steps, 6, CUE_KINDS, 22) + V(CUE_R1))) \
    PUT(29, MIX(STEP(kinds_steps, 7, CUE_KINDS, 25) + V(CUE_L1_SUFFIX))) \
    PUT(30, MIX(STEP(kinds_steps, 8, CUE_KINDS, 26) + V(CUE_R1_SUFFIX))) \
    PUT(31, MIX(STEP(kinds_steps, 9, CUE_KINDS, 27) + V(CUE_R2_SUFFIX))) \
    PUT(32, MIX(STEP(kinds_steps, 10, CUE_KINDS, 29) + V(CUE_HEAD))) \
    PUT(33, MIX(MIX(V(CUE_HEAD) + 30) + V(CUE_L1))) \
    PUT(34, MIX(MIX(V(CUE_HEAD) + 31) + V(CUE_R1))) \
    PUT(35, MIX(MIX(V(CUE_HEAD) + 32) + V(CUE_R1_SUFFIX))) \
    PUT(36, MIX(STEP(kinds_steps, 11, CUE_KINDS, 33) + V(CUE_SENTENCE_END))) \
    PUT(37, MIX(STEP(cue_steps, 22, CUE_CUE, 34) + V(CUE_L1_CLASS))) \
    PUT(38, MIX(STEP(cue_steps, 23, CUE_CUE, 35) + V(CUE_R1_CLASS))) \
    PUT(39, MIX(STEP(cue_steps, 24, CUE_CUE, 36) + V(CUE_R2_CLASS))) \
    PUT(40, MIX(STEP(cue_steps, 25, CUE_CUE, 37) + V(CUE_L2_CLASS))) \
    PUT(41, MIX(STEP(kinds_steps, 12, CUE_KINDS, 38) + V(CUE_L1_CLASS))) \
    PUT(42, MIX(STEP(kinds_steps, 13, CUE_KINDS, 39) + V(CUE_R1_CLASS))) \
    PUT(43, MIX(STEP(cue_steps, 26, CUE_CUE, 40) + V(CUE_L1_GROUP))) \
    PUT(44, MIX(STEP(cue_steps, 27, CUE_CUE, 41) + V(CUE_R1_GROUP))) \
    PUT(45, MIX(STEP(cue_steps, 28, CUE_CUE, 42) + V(CUE_R2_GROUP))) \
    PUT(46, MIX(STEP(cue_steps, 29, CUE_CUE, 43) + V(CUE_R3_GROUP))) \
    PUT(47, MIX(STEP(cue_steps, 30, CUE_CUE, 44) + V(CUE_L2_GROUP))) \
    PUT(48, MIX(STEP(kinds_steps, 14, CUE_KINDS, 48) + V(CUE_L1_GROUP))) \
    PUT(49, MIX(STEP(kinds_steps, 15, CUE_KINDS, 49) + V(CUE_R1_GROUP))) \
    PUT(50, MIX(STEP(cue_steps, 31, CUE_CUE, 52) + V(CUE_CANDIDATE_BEFORE))) \
    PUT(51, MIX(STEP(cue_steps, 32, CUE_CUE, 53) + V(CUE_CANDIDATE_AFTER))) \
    PUT(52, MIX(STEP(kinds_steps, 16, CUE_KINDS, 54) + V(CUE_CANDIDATE_BEFORE))) \
    PUT(53, MIX(STEP(kinds_steps, 17, CUE_KINDS, 55) + V(CUE_CANDIDATE_AFTER))) \
    PUT(54, STEP(cue_steps, 33, CUE_CUE, 1))
