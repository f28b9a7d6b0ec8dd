/* Things -> the features of their values -> what is decided by the sums of their weights. */
#include "linear.h"

#ifdef HAS_LANES
#include <immintrin.h>
#endif

EACH_SET(DEFINE_HASH)

void score_linearly(const linear_task *task) {
    uint64_t values[LANES][MOST_VALUES];
    const uint64_t *own[LANES];
    lane_features features[PREFETCHED][MOST_FEATURES];
    size_t described = 0, decided = 0;
    int has_next = 1;
    memset(values, 0, sizeof values);
    for (int lane = 0; lane < LANES; lane++) own[lane] = values[lane];
    for (size_t group = 0; has_next || decided < described; group++) {
        lane_features *here = features[group % PREFETCHED];
        size_t count = described - decided < LANES ? described - decided : LANES;
        if (group >= PREFETCHED) {
            task->decide(task->context, decided, count, (const lane_features *)here);
            decided += count;
        }
        for (count = 0; has_next && count < LANES;) {
            const uint64_t *row = task->describe(task->context, described, values[count]);
            has_next = row != NULL;
            if (!has_next) break;
            own[count++] = row;
            described++;
        }
        for (int k = 0; count && k < MOST_SETS && task->sets[k].hash; k++) {
            task->sets[k].hash(own, task->sets[k].weights, here);
            here += task->sets[k].templates;
        }
    }
}

#ifdef HAS_LANES
/* Eight columns after the other. */
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
#endif

void sum_rows(const int8_t *rows, const uint32_t *numbers, size_t count, int32_t *sums) {
#ifdef HAS_LANES
    if (has_lanes()) {
        sum_rows_together(rows, numbers, count, sums);
        return;
    }
#endif
    int32_t own[SUM_COLUMNS] = {0};
    for (size_t k = 0; k < count; k++)
        for (int column = 0; column < SUM_COLUMNS; column++)
            own[column] += rows[(size_t)numbers[k] * SUM_COLUMNS + column];
    memcpy(sums, own, sizeof own);
}
