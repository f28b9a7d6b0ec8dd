/* Sentences that need phrases -> the edges of their phrases, scored: see hedging.depth.phrases. */
#include "sources.h"

/* Marks the rows where phrases can begin and end, and lists those where one does both. */
static void list_edges_of(source_run *run, const bite_sentence *sentence) {
    const source_tables *t = run->tables;
    uint32_t *facts = (uint32_t *)run->facts.data;
    uint32_t *begins = (uint32_t *)run->begins.data, *ends = (uint32_t *)run->ends.data;
    uint32_t before = BORDER, listed = sentence->first;
    for (uint32_t place = sentence->first; place < sentence->stop; place++) {
        uint32_t family = facts[place] & (FAMILIES - 1);
        uint32_t behind = place + 1 < sentence->stop ? facts[place + 1] & (FAMILIES - 1) : BORDER;
        if (!(facts[place] & ROW_BARRIER)) {
            if (t->begins[before] >> family & 1) facts[place] |= ROW_OPENS;
            if (t->ends[family] >> behind & 1) facts[place] |= ROW_CAN_END;
        }
        before = family;
    }
    for (uint32_t begin = sentence->first; begin < sentence->stop; begin++) {
        if (!(facts[begin] & ROW_OPENS)) continue;
        uint32_t stop = least(begin + LONGEST_PHRASE, sentence->stop), found = 0;
        for (uint32_t last = begin; last < stop && !(facts[last] & ROW_BARRIER); last++) {
            if (!(facts[last] & ROW_CAN_END)) continue;
            found = 1;
            if (last >= listed) {
                ends[run->end_count++] = last;
                listed = last + 1;
            }
        }
        if (found) begins[run->begin_count++] = begin;
    }
}

/* The edges of the phrases of all sentences with a cue that asks for a source. */
int list_edges(source_run *run) {
    const bite_sentence *sentences = (const bite_sentence *)run->sentences.data;
    size_t places = sentences[run->sentence_count - 1].stop;
    if (!core_grow(&run->memory, &run->begins, places + LANES, 4)) return CORE_NO_MEMORY;
    if (!core_grow(&run->memory, &run->ends, places + LANES, 4)) return CORE_NO_MEMORY;
    run->begin_count = run->end_count = 0;
    for (size_t s = 0; s < run->sentence_count; s++)
        if (sentences[s].is_asked) list_edges_of(run, sentences + s);
    return CORE_OK;
}

/* The values of some rows as edges, and the scores that they have. */
static void score_rows(const source_run *run, uint32_t *places, size_t count, int set, double *scores) {
    const source_tables *t = run->tables;
    const described_row *rows = (const described_row *)run->described.data;
    const uint64_t *class = (const uint64_t *)run->class.data;
    const int8_t *weights = set == BEGIN_SET ? t->begin : t->end;
    line own = set == BEGIN_SET ? t->begin_line : t->end_line;
    int templates = set == BEGIN_SET ? BEGIN_TEMPLATES : END_TEMPLATES;
    lane_values values[EDGE_VALUES], features[BEGIN_TEMPLATES > END_TEMPLATES ? BEGIN_TEMPLATES : END_TEMPLATES];
    int32_t sums[LANES];
    /* The last lanes repeat a row. */
    for (size_t k = count; k < count + LANES; k++) places[k] = places[0];
    for (size_t k = 0; k < count; k += LANES) {
        for (int lane = 0; lane < LANES; lane++) {
            const uint64_t *beside = &rows[places[k + (size_t)lane] - SIDE_ROWS].id;
            for (int value = 0; value < EDGE_CLASS; value++) values[value][lane] = beside[value];
            values[EDGE_CLASS][lane] = class[places[k + (size_t)lane]];
        }
        run->hash[set]((const lane_values *)values, features);
        sum_weights(weights, (const lane_values *)features, templates, sums);
        for (int lane = 0; lane < LANES; lane++) scores[places[k + (size_t)lane]] = score_of(own, sums[lane]);
    }
}

/* The scores of the rows where phrases begin and end. */
int score_edges(source_run *run) {
    const bite_sentence *sentences = (const bite_sentence *)run->sentences.data;
    size_t places = sentences[run->sentence_count - 1].stop;
    double *of_begins = core_grow(&run->memory, &run->begin_scores, places, 8);
    double *of_ends = core_grow(&run->memory, &run->end_scores, places, 8);
    if (!of_begins || !of_ends) return CORE_NO_MEMORY;
    if (run->begin_count == 0) return CORE_OK;
    score_rows(run, (uint32_t *)run->begins.data, run->begin_count, BEGIN_SET, of_begins);
    score_rows(run, (uint32_t *)run->ends.data, run->end_count, END_SET, of_ends);
    return CORE_OK;
}
