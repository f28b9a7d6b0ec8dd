/* Things -> the features of their values -> what is decided by the sums of their weights. */
#include "linear.h"

_Static_assert((int)CUE_VALUES <= (int)MOST_VALUES && (int)GAP_VALUES <= (int)MOST_VALUES, "there is room for all values");
_Static_assert((int)CUE_TEMPLATES <= (int)MOST_FEATURES && (int)GAP_TEMPLATES <= (int)MOST_FEATURES,
               "there is room for all features");

EACH_SET(DEFINE_HASH)

void score_linearly(const linear_task *task) {
    uint64_t values[LANES][MOST_VALUES];
    const uint64_t *rows[LANES];
    lane_features features[PREFETCHED][MOST_FEATURES];
    size_t described = 0, decided = 0;
    int has_next = 1;
    memset(values, 0, sizeof values);
    for (int lane = 0; lane < LANES; lane++) rows[lane] = values[lane];
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
            rows[count++] = row;
            described++;
        }
        for (int k = 0; count && k < MOST_SETS && task->sets[k].hash; k++) {
            task->sets[k].hash(rows, task->sets[k].weights, here);
            here += task->sets[k].templates;
        }
    }
}

#define SUM_ROWS(name, attribute, type, step, mix_some, VALUE, parameters, set) \
    static attribute void name parameters { \
        int32_t totals[SUM_COLUMNS] = {0}; \
        for (size_t k = 0; k < count; k++) { \
            const int8_t *row = rows + (size_t)numbers[k] * SUM_COLUMNS; \
            for (int column = 0; column < SUM_COLUMNS; column++) totals[column] += row[column]; \
        } \
        memcpy(sums, totals, sizeof totals); \
    }
IN_FLAVOURS(SUM_ROWS, sum_rows, (const int8_t *rows, const uint32_t *numbers, size_t count, int32_t *sums),
            (rows, numbers, count, sums), )
