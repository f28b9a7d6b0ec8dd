/* Several characters, gaps or candidates at a time, where the processor can.

   A vector instruction mixes four numbers in less time than two take one by one, and finds the
   classes of 32 characters at once. The compiler makes them for processors with AVX2, and whether
   this one has it is asked when a run begins. */
#include "lanes.h"

#ifdef HAS_LANES
#include <immintrin.h>

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

/* Adds up rows of weights, eight columns after the other. */
static WIDE void sum_rows_together(const int8_t *rows, const uint32_t *numbers, size_t count, int32_t *sums) {
    for (int column = 0; column < SUM_COLUMNS; column += 8) {
        __m128i all = _mm_setzero_si128();
        for (size_t k = 0; k < count; k++) {
            __m128i own = _mm_loadl_epi64((const __m128i *)(rows + (size_t)numbers[k] * SUM_COLUMNS + column));
            all = _mm_add_epi16(all, _mm_cvtepi8_epi16(own));
        }
        _mm256_storeu_si256((__m256i *)(sums + column), _mm256_cvtepi16_epi32(all));
    }
}

/* 32 code points as bytes: the lowest 7 bits of each. */
static inline WIDE __m256i narrow(const uint32_t *codes) {
    const __m256i *at = (const __m256i *)codes, low = _mm256_set1_epi32(PLAIN - 1);
    __m256i own[4];
    for (int k = 0; k < 4; k++) own[k] = _mm256_and_si256(_mm256_loadu_si256(at + k), low);
    __m256i both = _mm256_packus_epi16(_mm256_packus_epi32(own[0], own[1]), _mm256_packus_epi32(own[2], own[3]));
    return _mm256_permutevar8x32_epi32(both, _mm256_setr_epi32(0, 4, 1, 5, 2, 6, 3, 7));
}

/* The kinds of 32 plain characters. The instruction looks a byte up in 16: so it is asked for every
   sixteenth of the table, and the upper bits of a character choose the answer. */
static inline WIDE __m256i kinds_of(const uint8_t *table, __m256i text) {
    __m256i own[8];
    for (int k = 0; k < 8; k++) {
        __m256i part = _mm256_broadcastsi128_si256(_mm_loadu_si128((const __m128i *)table + k));
        own[k] = _mm256_shuffle_epi8(part, text);
    }
    for (int step = 1; step < 8; step *= 2) {
        __m256i chosen = _mm256_slli_epi16(text, step == 1 ? 3 : step == 2 ? 2 : 1);
        for (int k = 0; k < 8; k += 2 * step) own[k] = _mm256_blendv_epi8(own[k], own[k + step], chosen);
    }
    return own[0];
}

static inline WIDE uint64_t bits_of(__m256i low, __m256i high) {
    return (uint32_t)_mm256_movemask_epi8(low) | (uint64_t)(uint32_t)_mm256_movemask_epi8(high) << 32;
}

/* The letters of 4 lower-cased characters times their powers. */
static inline WIDE __m256i weigh(const uint8_t *forms, const uint64_t *power) {
    int32_t four;
    memcpy(&four, forms, sizeof four);
    __m256i letters = _mm256_cvtepu8_epi64(_mm_cvtsi32_si128(four));
    __m256i own = _mm256_loadu_si256((const __m256i *)power);
    __m256i upper = _mm256_mul_epu32(letters, _mm256_srli_epi64(own, 32));
    return _mm256_add_epi64(_mm256_mul_epu32(letters, own), _mm256_slli_epi64(upper, 32));
}

/* The characters of a block that are not ASCII, a bit for each. */
static WIDE uint64_t others_of(const uint32_t *codes) {
    const __m256i *at = (const __m256i *)codes, last = _mm256_set1_epi32(PLAIN - 1);
    uint64_t others = 0;
    for (int k = 0; k < BLOCK / 8; k++) {
        __m256i beyond = _mm256_cmpgt_epi32(_mm256_loadu_si256(at + k), last);
        others |= (uint64_t)(uint32_t)_mm256_movemask_ps(_mm256_castsi256_ps(beyond)) << 8 * k;
    }
    return others;
}

/* Puts right what was taken for ASCII; 0 if a character is unseen. */
static int read_others(const core_run *run, const uint32_t *codes, uint64_t others, block_characters *own) {
    for (; others; others &= others - 1) {
        uint32_t k = lowest_bit(others), entry = look_up(run->characters, codes[k]);
        uint64_t bit = others & (0 - others), kind = kind_of(entry);
        if (entry == 0) return 0;
        own->kind[k] = (uint8_t)kind;
        own->sums[k + 1] = (entry & 0xFFFFFF) * run->power[k];
        own->words = (own->words & ~bit) | (kind & IN_WORD ? bit : 0);
        own->tokens = (own->tokens & ~bit) | (kind & IN_TOKEN ? bit : 0);
        own->apostrophes = (own->apostrophes & ~bit) | (kind & IS_APOSTROPHE ? bit : 0);
        own->lines = (own->lines & ~bit) | (kind & IS_LINE_END ? bit : 0);
    }
    return 1;
}

/* Reads the characters of a full block of which nearly all are ASCII; 0 if they are not. */
static WIDE int read_plain_together(const core_run *run, const uint32_t *codes, block_characters *own) {
    const uint8_t *table = run->characters->plain_kind;
    const __m256i before = _mm256_set1_epi8('A' - 1), behind = _mm256_set1_epi8('Z' + 1);
    __m256i kind[2];
    uint8_t forms[BLOCK];
    uint64_t others = others_of(codes), sum = 0;
    if (others & (others - 1)) {
        int count = __builtin_popcountll(others);
        if (count > BLOCK / 8) return 0;
    }
    for (int half = 0; half < 2; half++) {
        __m256i text = narrow(codes + 32 * half);
        __m256i is_capital = _mm256_and_si256(_mm256_cmpgt_epi8(text, before), _mm256_cmpgt_epi8(behind, text));
        __m256i form = _mm256_add_epi8(text, _mm256_and_si256(is_capital, _mm256_set1_epi8(32)));
        kind[half] = kinds_of(table, text);
        _mm256_storeu_si256((__m256i *)own->kind + half, kind[half]);
        _mm256_storeu_si256((__m256i *)forms + half, form);
    }
    own->words = bits_of(_mm256_slli_epi16(kind[0], 7), _mm256_slli_epi16(kind[1], 7));
    own->tokens = bits_of(_mm256_slli_epi16(kind[0], 6), _mm256_slli_epi16(kind[1], 6));
    own->apostrophes = bits_of(_mm256_slli_epi16(kind[0], 5), _mm256_slli_epi16(kind[1], 5));
    own->lines = bits_of(_mm256_slli_epi16(kind[0], 4), _mm256_slli_epi16(kind[1], 4));
    for (int k = 0; k < BLOCK; k += 4)
        _mm256_storeu_si256((__m256i *)(own->sums + 1 + k), weigh(forms + k, run->power + k));
    if (others && !read_others(run, codes, others, own)) return 0;
    own->sums[0] = 0;
    for (int k = 1; k <= BLOCK; k++) own->sums[k] = sum += own->sums[k];
    return 1;
}

static inline WIDE uint32_t mask_of(__m256i bytes) { return (uint32_t)_mm256_movemask_epi8(bytes); }

/* See `list_possible`: which of 32 tokens may begin a sentence, behind a token of the class `before`. */
static WIDE uint32_t find_possible_together(const uint8_t *shape, const uint8_t *flags, uint8_t before) {
    uint8_t rises[16];
    for (uint32_t class = 0; class < 16; class++) rises[class] = (uint8_t)(0 - (RISING >> class & 1));
    __m256i table = _mm256_broadcastsi128_si256(_mm_loadu_si128((const __m128i *)rises));
    __m256i class = _mm256_loadu_si256((const __m256i *)shape), own = _mm256_loadu_si256((const __m256i *)flags);
    class = _mm256_and_si256(_mm256_srli_epi16(class, 2), _mm256_set1_epi8(15));
    uint32_t no_word = mask_of(_mm256_cmpgt_epi8(class, _mm256_set1_epi8(MARK)));
    uint32_t is_stop = mask_of(_mm256_cmpeq_epi8(class, _mm256_set1_epi8(STOP)));
    uint32_t is_capital = mask_of(_mm256_cmpeq_epi8(class, _mm256_set1_epi8(UPPER)));
    uint32_t rising = mask_of(_mm256_shuffle_epi8(table, class));
    uint32_t spaced = mask_of(_mm256_slli_epi16(own, 7)), is_head = mask_of(_mm256_slli_epi16(own, 4));
    uint32_t behind_mark = no_word << 1 | (before > MARK), behind_stop = is_stop << 1 | (before == STOP);
    return is_head | (spaced & (behind_mark | rising)) | (~spaced & behind_stop & is_capital);
}

void use_lanes(core_run *run) {
    if (!has_lanes()) return;
    run->hash_gaps = hash_gaps_together;
    run->hash_cues = hash_cues_together;
    run->sum_rows = sum_rows_together;
    run->find_possible = find_possible_together;
    if (run->characters->has_plain) run->read_plain = read_plain_together;
}

#else

void use_lanes(core_run *run) { (void)run; }

#endif
