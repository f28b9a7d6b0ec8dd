/* Numbers of runs and inputs of the network, many at a time: in plain loops, and with AVX2 where the
   processor has it. */
#include "depth.h"
#include "lanes.h"

#ifdef HAS_LANES
#include <immintrin.h>

static inline WIDE __m256i widened(const int8_t *row) {
    return _mm256_cvtepi8_epi16(_mm_loadu_si128((const __m128i *)row));
}

static WIDE void pool_together(const run_rows *rows, size_t count, int16_t *pooled) {
    __m256i *to = (__m256i *)pooled, greatest = _mm256_loadu_si256(to), least = _mm256_loadu_si256(to + 1);
    for (size_t k = 0; k < count; k++) {
        __m256i sum = widened(rows[k][0]);
        for (int run = 1; run < RUNS_OF_TOKEN; run++) sum = _mm256_add_epi16(sum, widened(rows[k][run]));
        greatest = _mm256_max_epi16(greatest, sum);
        least = _mm256_min_epi16(least, sum);
    }
    _mm256_storeu_si256(to, greatest);
    _mm256_storeu_si256(to + 1, least);
}

enum { WIDTH = 8 };

static WIDE void add_together(const depth_network *n, const int16_t *small, const int32_t *large, int32_t *hidden) {
    __m256i sums[HIDDEN / WIDTH];
    for (int k = 0; k < HIDDEN / WIDTH; k++) sums[k] = _mm256_loadu_si256((const __m256i *)n->bias + k);
    for (int pair = 0; pair < INPUT_PAIRS; pair++) {
        int32_t both;
        memcpy(&both, small + 2 * pair, sizeof both);
        if (both == 0) continue;
        for (int k = 0; k < HIDDEN / WIDTH; k++) {
            __m256i weights = _mm256_loadu_si256((const __m256i *)n->small[pair] + k);
            sums[k] = _mm256_add_epi32(sums[k], _mm256_madd_epi16(_mm256_set1_epi32(both), weights));
        }
    }
    for (int input = 0; input < LARGE_INPUTS; input++) {
        __m256i own = _mm256_set1_epi32(large[input]);
        if (large[input] == 0) continue;
        for (int k = 0; k < HIDDEN / WIDTH; k++) {
            __m256i weights = _mm256_loadu_si256((const __m256i *)n->large[input] + k);
            sums[k] = _mm256_add_epi32(sums[k], _mm256_mullo_epi32(own, weights));
        }
    }
    for (int k = 0; k < HIDDEN / WIDTH; k++) _mm256_storeu_si256((__m256i *)hidden + k, sums[k]);
}
#endif

void pool_runs(const run_rows *rows, size_t count, int16_t *pooled) {
#ifdef HAS_LANES
    if (has_lanes()) {
        pool_together(rows, count, pooled);
        return;
    }
#endif
    int16_t *greatest = pooled, *least = pooled + DIMENSIONS;
    for (size_t k = 0; k < count; k++)
        for (int d = 0; d < DIMENSIONS; d++) {
            int16_t sum = 0;
            for (int run = 0; run < RUNS_OF_TOKEN; run++) sum = (int16_t)(sum + rows[k][run][d]);
            greatest[d] = greatest[d] > sum ? greatest[d] : sum;
            least[d] = least[d] < sum ? least[d] : sum;
        }
}

void add_inputs(const depth_network *n, const int16_t *small, const int32_t *large, int32_t *hidden) {
#ifdef HAS_LANES
    if (has_lanes()) {
        add_together(n, small, large, hidden);
        return;
    }
#endif
    memcpy(hidden, n->bias, sizeof n->bias);
    for (int pair = 0; pair < INPUT_PAIRS; pair++)
        for (int h = 0; h < HIDDEN; h++)
            hidden[h] += small[2 * pair] * n->small[pair][h][0] + small[2 * pair + 1] * n->small[pair][h][1];
    for (int input = 0; input < LARGE_INPUTS; input++)
        for (int h = 0; h < HIDDEN; h++) hidden[h] += large[input] * n->large[input][h];
}
