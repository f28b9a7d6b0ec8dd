/* Several characters or tokens at a time, where the processor can.

   A vector instruction finds the classes of 32 characters at once. The compiler makes them for processors with
   AVX2, and whether this one has it is asked when a run begins. */
#include "linear.h"

#ifdef HAS_LANES
#include <immintrin.h>

/* 32 code points as bytes: the lowest 7 bits of each. */
static inline WIDE __m256i narrow(const uint32_t *codes) {
    const __m256i *at = (const __m256i *)codes, low = _mm256_set1_epi32(PLAIN - 1);
    __m256i parts[4];
    for (int k = 0; k < 4; k++) parts[k] = _mm256_and_si256(_mm256_loadu_si256(at + k), low);
    __m256i both = _mm256_packus_epi16(_mm256_packus_epi32(parts[0], parts[1]), _mm256_packus_epi32(parts[2], parts[3]));
    return _mm256_permutevar8x32_epi32(both, _mm256_setr_epi32(0, 4, 1, 5, 2, 6, 3, 7));
}

/* The kinds of 32 plain characters. The instruction looks a byte up in 16: so it is asked for every
   sixteenth of the table, and the upper bits of a character choose the answer. */
static inline WIDE __m256i kinds_of(const uint8_t *table, __m256i text) {
    __m256i parts[8];
    for (int k = 0; k < 8; k++) {
        __m256i part = _mm256_broadcastsi128_si256(_mm_loadu_si128((const __m128i *)table + k));
        parts[k] = _mm256_shuffle_epi8(part, text);
    }
    for (int step = 1; step < 8; step *= 2) {
        __m256i chosen = _mm256_slli_epi16(text, step == 1 ? 3 : step == 2 ? 2 : 1);
        for (int k = 0; k < 8; k += 2 * step) parts[k] = _mm256_blendv_epi8(parts[k], parts[k + step], chosen);
    }
    return parts[0];
}

static inline WIDE uint64_t bits_of(__m256i low, __m256i high) {
    return (uint32_t)_mm256_movemask_epi8(low) | (uint64_t)(uint32_t)_mm256_movemask_epi8(high) << 32;
}

/* The letters of 4 lower-cased characters times their powers. */
static inline WIDE __m256i weigh(const uint8_t *forms, const uint64_t *power) {
    int32_t four;
    memcpy(&four, forms, sizeof four);
    __m256i letters = _mm256_cvtepu8_epi64(_mm_cvtsi32_si128(four));
    __m256i parts = _mm256_loadu_si256((const __m256i *)power);
    __m256i upper = _mm256_mul_epu32(letters, _mm256_srli_epi64(parts, 32));
    return _mm256_add_epi64(_mm256_mul_epu32(letters, parts), _mm256_slli_epi64(upper, 32));
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
static int read_others(const core_run *run, const uint32_t *codes, uint64_t others, block_characters *characters) {
    for (; others; others &= others - 1) {
        uint32_t k = lowest_bit(others), entry = look_up(run->characters, codes[k]);
        uint64_t bit = others & (0 - others), kind = kind_of(entry);
        if (entry == 0) return 0;
        characters->kind[k] = (uint8_t)kind;
        characters->sums[k + 1] = (entry & 0xFFFFFF) * run->power[k];
        characters->words = (characters->words & ~bit) | (kind & IN_WORD ? bit : 0);
        characters->tokens = (characters->tokens & ~bit) | (kind & IN_TOKEN ? bit : 0);
        characters->apostrophes = (characters->apostrophes & ~bit) | (kind & IS_APOSTROPHE ? bit : 0);
        characters->lines = (characters->lines & ~bit) | (kind & IS_LINE_END ? bit : 0);
    }
    return 1;
}

/* Reads the characters of a full block of which nearly all are ASCII; 0 if they are not. */
static WIDE int read_plain_together(const core_run *run, const uint32_t *codes, block_characters *characters) {
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
        _mm256_storeu_si256((__m256i *)characters->kind + half, kind[half]);
        _mm256_storeu_si256((__m256i *)forms + half, form);
    }
    characters->words = bits_of(_mm256_slli_epi16(kind[0], 7), _mm256_slli_epi16(kind[1], 7));
    characters->tokens = bits_of(_mm256_slli_epi16(kind[0], 6), _mm256_slli_epi16(kind[1], 6));
    characters->apostrophes = bits_of(_mm256_slli_epi16(kind[0], 5), _mm256_slli_epi16(kind[1], 5));
    characters->lines = bits_of(_mm256_slli_epi16(kind[0], 4), _mm256_slli_epi16(kind[1], 4));
    for (int k = 0; k < BLOCK; k += 4)
        _mm256_storeu_si256((__m256i *)(characters->sums + 1 + k), weigh(forms + k, run->power + k));
    if (others && !read_others(run, codes, others, characters)) return 0;
    characters->sums[0] = 0;
    for (int k = 1; k <= BLOCK; k++) characters->sums[k] = sum += characters->sums[k];
    return 1;
}

static inline WIDE uint32_t mask_of(__m256i bytes) { return (uint32_t)_mm256_movemask_epi8(bytes); }

/* See `list_possible`: which of 32 tokens may begin a sentence, behind a token of the class `before`. */
static WIDE uint32_t find_possible_together(const uint8_t *shape, const uint8_t *flags, uint8_t before) {
    uint8_t rises[16];
    for (uint32_t class = 0; class < 16; class++) rises[class] = (uint8_t)(0 - (RISING >> class & 1));
    __m256i table = _mm256_broadcastsi128_si256(_mm_loadu_si128((const __m128i *)rises));
    __m256i class = _mm256_loadu_si256((const __m256i *)shape), flag = _mm256_loadu_si256((const __m256i *)flags);
    class = _mm256_and_si256(_mm256_srli_epi16(class, 2), _mm256_set1_epi8(15));
    uint32_t no_word = mask_of(_mm256_cmpgt_epi8(class, _mm256_set1_epi8(MARK)));
    uint32_t is_stop = mask_of(_mm256_cmpeq_epi8(class, _mm256_set1_epi8(STOP)));
    uint32_t is_capital = mask_of(_mm256_cmpeq_epi8(class, _mm256_set1_epi8(UPPER)));
    uint32_t rising = mask_of(_mm256_shuffle_epi8(table, class));
    uint32_t spaced = mask_of(_mm256_slli_epi16(flag, 7)), is_head = mask_of(_mm256_slli_epi16(flag, 4));
    uint32_t behind_mark = no_word << 1 | (before > MARK), behind_stop = is_stop << 1 | (before == STOP);
    return is_head | (spaced & (behind_mark | rising)) | (~spaced & behind_stop & is_capital);
}

void use_lanes(core_run *run) {
    if (!has_lanes()) return;
    run->find_possible = find_possible_together;
    if (run->characters->has_plain) run->read_plain = read_plain_together;
}

#else

void use_lanes(core_run *run) { (void)run; }

#endif
