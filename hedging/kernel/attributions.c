/* Scored edges of a sentence -> the likeliest phrase of each cue: see hedging.depth.attributions. */
#include "sources.h"

/* The phrases that begin and end likely enough, in order. */
static int list_phrases(source_run *run, const bite_sentence *sentence) {
    const uint32_t *facts = (const uint32_t *)run->facts.data;
    const double *of_begins = (const double *)run->begin_scores.data;
    const double *of_ends = (const double *)run->end_scores.data;
    size_t count = 0;
    for (uint32_t begin = sentence->first; begin < sentence->stop; begin++) {
        if (!(facts[begin] & ROW_OPENS)) continue;
        likely_phrase *phrases = core_grow(&run->memory, &run->phrases, count + LONGEST_PHRASE, sizeof *phrases);
        if (!phrases) return CORE_NO_MEMORY;
        uint32_t stop = least(begin + LONGEST_PHRASE, sentence->stop);
        for (uint32_t last = begin; last < stop && !(facts[last] & ROW_BARRIER); last++) {
            if (!(facts[last] & ROW_CAN_END)) continue;
            double edges = of_begins[begin] + of_ends[last];
            if (edges > LEAST_EDGES) phrases[count++] = (likely_phrase){begin, last + 1, edges};
        }
    }
    run->phrase_count = count;
    return CORE_OK;
}

/* The values of a phrase and a cue: see `pair_ids`. */
static void describe_pair(const source_run *run, const bite_cue *cue, const likely_phrase *phrase,
                          lane_values *values, int lane) {
    const described_row *rows = (const described_row *)run->described.data;
    const uint32_t *facts = (const uint32_t *)run->facts.data;
    const row_counts *counts = (const row_counts *)run->counts.data;
    uint32_t begin = phrase->begin, last = phrase->stop - 1;
    standing own = distance_of(begin, phrase->stop, cue->start, cue->end);
    uint32_t between = counted(counts, COUNT_COMMA, own.low, own.high, 2) * 3;
    between = (between + counted(counts, COUNT_SAYING, own.low, own.high, 2)) * 3;
    between += counted(counts, COUNT_VERB, own.low, own.high, 2);
    uint32_t quotes = facts[cue->start] & ROW_QUOTED ? 8 : 0;
    quotes += facts[begin] & ROW_QUOTED ? 4 : 0;
    values[PAIR_ORDER][lane] = own.order;
    values[PAIR_DISTANCE][lane] = own.distance;
    values[PAIR_BETWEEN][lane] = between;
    values[PAIR_QUOTES][lane] = quotes + counted(counts, COUNT_QUOTATION_MARK, own.low, own.high, 3);
    values[PAIR_SAYINGS][lane] = sayings_beside(rows, begin, last);
    values[PAIR_LENGTH][lane] = phrase->stop - begin;
    values[PAIR_NEXT][lane] = rows[last + 1].id;
    values[PAIR_BEFORE][lane] = rows[begin - 1].id;
    values[PAIR_LAST][lane] = rows[last].id;
    values[PAIR_GROUP][lane] = rows[last].group;
    values[PAIR_FIRST_TAG][lane] = rows[begin].tag;
    values[PAIR_LAST_TAG][lane] = rows[last].tag;
}

/* The first of the phrases with the highest score, and its margin over the score of no source. */
static void choose_phrase(const source_run *run, bite_cue *cue, uint8_t kind) {
    const source_tables *t = run->tables;
    const described_row *rows = (const described_row *)run->described.data;
    const likely_phrase *phrases = (const likely_phrase *)run->phrases.data;
    lane_values values[PAIR_VALUES], features[PAIR_TEMPLATES];
    int32_t sums[LANES];
    double highest = 0.0;
    memset(values, 0, sizeof values);
    for (int lane = 0; lane < LANES; lane++) {
        values[PAIR_KIND][lane] = kind;
        values[PAIR_PLACE_TAG][lane] = rows[cue->end - 1].tag;
    }
    cue->has_phrase = run->phrase_count > 0;
    for (size_t k = 0; k < run->phrase_count; k += LANES) {
        size_t count = run->phrase_count - k < LANES ? run->phrase_count - k : LANES;
        for (size_t lane = 0; lane < count; lane++) describe_pair(run, cue, phrases + k + lane, values, (int)lane);
        run->hash[PAIR_SET]((const lane_values *)values, features);
        sum_weights(t->pair, (const lane_values *)features, PAIR_TEMPLATES, sums);
        for (size_t lane = 0; lane < count; lane++) {
            const likely_phrase *phrase = phrases + k + lane;
            double score = score_of(t->pair_line, sums[lane]) + phrase->edges;
            if (k + lane == 0 || score > highest) {
                highest = score;
                cue->begin = phrase->begin;
                cue->stop = phrase->stop;
            }
        }
    }
    if (cue->has_phrase) cue->margin = highest - score_of(t->none_line, cue->none);
}

/* The likeliest phrase of each cue of a sentence that asks for a source. */
int choose_phrases(source_run *run, const bite_sentence *sentence) {
    bite_cue *cues = (bite_cue *)run->cues.data;
    int failed = list_phrases(run, sentence);
    if (failed) return failed;
    for (uint32_t c = sentence->cue; c < sentence->cue_stop; c++)
        if (cues[c].is_asked) choose_phrase(run, cues + c, run->request->kind[run->first_cue + c]);
    return CORE_OK;
}
