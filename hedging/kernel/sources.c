/* Cues -> whose doubt each is, who is named for it, is it denied: see hedging.depth.sources. */
#include "sources.h"

/* Sentences are taken until they have so many rows, so that what is known of them stays in the cache. */
enum { BITE_ROWS = 1024 };

/* The values of a cue: see `place_columns`, `_around` and `negated_ids`. */
static void describe_cue(const source_run *run, size_t c, uint64_t *values) {
    const bite_cue *cue = (const bite_cue *)run->cues.data + c;
    const bite_sentence *sentence = (const bite_sentence *)run->sentences.data + cue->sentence;
    const described_row *rows = (const described_row *)run->described.data;
    const uint32_t *facts = (const uint32_t *)run->facts.data;
    const row_counts *counts = (const row_counts *)run->counts.data;
    uint32_t first = sentence->first, stop = sentence->stop, start = cue->start, end = cue->end;
    const uint64_t *left = &rows[start - SIDE_ROWS].id, *right = &rows[end].id;
    for (int k = 0; k < PLACE_R1; k++) {
        values[PLACE_L2 + k] = left[k];
        values[PLACE_R1 + k] = right[k];
    }
    values[PLACE_WORDS] = run->request->words[run->first_cue + c];
    values[PLACE_KIND] = cue->kind;
    values[PLACE_QUOTED] = (facts[start] & ROW_QUOTED) != 0;
    values[PLACE_PLACE_TAG] = rows[end - 1].tag;
    values[PLACE_OPENING] = rows[first].id;
    values[PLACE_POSITION] = least(start - first, 3);
    values[PLACE_ALL_SAYINGS] =
        3 * counted(counts, COUNT_SAYING, first, start, 2) + counted(counts, COUNT_SAYING, end, stop, 2);
    values[PLACE_FIRST_PERSON] = counted(counts, COUNT_FIRST_PERSON, first, stop, 1);
    values[PLACE_FIRST_PERSON_BEFORE] = counted(counts, COUNT_FIRST_PERSON, first, start, 1);
    values[PLACE_QUOTATION_MARKS] = counted(counts, COUNT_QUOTATION_MARK, first, stop, 1);
    uint32_t left_rows = stop - end, complement = counted(counts, COUNT_VERB, end, stop, 2) * 3;
    complement = (complement + counted(counts, COUNT_THAT, end, end + least(left_rows, 8), 1)) * 3;
    complement += counted(counts, COUNT_QUOTATION_MARK, end, end + least(left_rows, 4), 1);
    values[PLACE_COMPLEMENT] = complement * 2 + (left_rows <= 2);
    uint32_t step = 1, reach = least(DENIAL_REACH, start - first);
    while (step <= reach && !(facts[start - step] & ROW_DENIAL)) step++;
    values[PLACE_DENIAL] = step <= reach ? rows[start - step].id + step : 0;
}

/* The values of a cue that lie farther away: see `_around`. */
static void look_around(const source_run *run, size_t c, uint64_t *values) {
    const bite_cue *cue = (const bite_cue *)run->cues.data + c;
    const bite_sentence *sentence = (const bite_sentence *)run->sentences.data + cue->sentence;
    const described_row *rows = (const described_row *)run->described.data;
    const row_counts *counts = (const row_counts *)run->counts.data;
    const uint32_t *saying_rows = (const uint32_t *)run->saying_rows.data;
    const uint32_t *pronoun_rows = (const uint32_t *)run->pronoun_rows.data;
    const uint32_t *at_first = counts[sentence->first].of, *at_start = counts[cue->start].of;
    const uint32_t *at_end = counts[cue->end].of, *at_stop = counts[sentence->stop].of;
    uint64_t pronoun = 0, saying_before = 0, saying_behind = 0;
    uint32_t reach = PRONOUN_REACH;
    if (at_start[COUNT_PRONOUN] > at_first[COUNT_PRONOUN]) {
        uint32_t place = pronoun_rows[at_start[COUNT_PRONOUN] - 1];
        pronoun = rows[place].id;
        reach = least(cue->start - 1 - place, PRONOUN_REACH);
    }
    if (at_start[COUNT_SAYING] > at_first[COUNT_SAYING])
        saying_before = rows[saying_rows[at_start[COUNT_SAYING] - 1]].id;
    if (at_stop[COUNT_SAYING] > at_end[COUNT_SAYING])
        saying_behind = rows[saying_rows[at_end[COUNT_SAYING]]].id;
    values[PLACE_PRONOUN] = pronoun;
    values[PLACE_PRONOUN_DISTANCE] = reach;
    values[PLACE_SAYING_BEFORE] = saying_before;
    values[PLACE_SAYING_BEHIND] = saying_behind;
}

/* Adds the weights of features for all holders and for the writer, four bytes at a time. */
static void sum_holders(const uint32_t *weights, const lane_features *features, int count, size_t lane,
                        bite_cue *cue) {
    const uint32_t every_other = 0x00FF00FFu;
    for (int k = 0; k < count; k++) {
        uint32_t row = weights[features[k][lane]];
        cue->even += row & every_other;
        cue->odd += row >> 8 & every_other;
    }
}

/* Features of as many cues as there are lanes. */
typedef struct {
    lane_features holder[HOLDER_TEMPLATES], none[NONE_TEMPLATES], negated[NEGATED_TEMPLATES];
} cue_features;

/* Tells which of the cues from one on are denied, and which of them ask for a source. */
static void judge(const source_run *run, size_t first, size_t count, const cue_features *features) {
    const source_tables *t = run->tables;
    bite_sentence *sentences = (bite_sentence *)run->sentences.data;
    int32_t none[LANES], negated[LANES];
    sum_weights(t->none, features->none, NONE_TEMPLATES, none);
    sum_weights(t->negated, features->negated, NEGATED_TEMPLATES, negated);
    for (size_t lane = 0; lane < count; lane++) {
        bite_cue *cue = (bite_cue *)run->cues.data + first + lane;
        sum_holders(t->holder, features->holder, HOLDER_TEMPLATES, lane, cue);
        int32_t writer = (int32_t)(cue->odd >> 16) - 128 * HOLDER_TEMPLATES;
        cue->none = none[lane];
        cue->is_asked = score_of(t->numbers.writer_line, writer) < t->numbers.sure;
        if (cue->is_asked) sentences[cue->sentence].is_asked = 1;
        double denial = score_of(t->numbers.negated_line, negated[lane]);
        run->columns->negated[run->first_cue + first + lane] = denial > 0;
    }
}

/* Groups of cues whose weights are on their way, in a ring. */
enum { ON_THEIR_WAY = 8 };

/* Judges all cues of the bite by the words around them, as many at a time as there are lanes. */
static void judge_cues(const source_run *run) {
    const source_tables *t = run->tables;
    uint64_t values[LANES][PLACE_VALUES];
    const uint64_t *own[LANES];
    cue_features features[ON_THEIR_WAY];
    size_t groups = (run->cue_count + LANES - 1) / LANES;
    memset(values, 0, sizeof values);
    for (int lane = 0; lane < LANES; lane++) own[lane] = values[lane];
    for (size_t k = 0; k < groups + ON_THEIR_WAY; k++) {
        cue_features *here = &features[k % ON_THEIR_WAY];
        if (k >= ON_THEIR_WAY && k - ON_THEIR_WAY < groups) {
            size_t first = (k - ON_THEIR_WAY) * LANES, left = run->cue_count - first;
            judge(run, first, left < LANES ? left : LANES, here);
        }
        if (k >= groups) continue;
        for (size_t lane = 0; lane < LANES && k * LANES + lane < run->cue_count; lane++) {
            describe_cue(run, k * LANES + lane, values[lane]);
            look_around(run, k * LANES + lane, values[lane]);
        }
        run->hash[HOLDER_SET](own, t->holder, here->holder);
        run->hash[NONE_SET](own, t->none, here->none);
        run->hash[NEGATED_SET](own, t->negated, here->negated);
    }
}

/* How a phrase names somebody: see `_form`. */
static uint64_t form_of(const source_run *run, uint32_t begin, uint32_t stop) {
    const uint32_t *facts = (const uint32_t *)run->facts.data;
    uint32_t proper = counted((const row_counts *)run->counts.data, COUNT_CAPITAL, begin, stop, 1);
    uint32_t form = proper * 8 + (facts[begin] >> OPENING_SHIFT);
    form = form * 2 + ((facts[stop - 1] & ROW_PLURAL) != 0);
    return form * 2 + (stop - begin == 1) + 1;
}

/* A step for each half of a margin, from 0 for -4 and less to 20: floor(margin * 2) + 8 within bounds. */
static uint64_t step_of_margin(double margin) {
    double halves = margin * 2;
    if (!(halves >= -8)) return 0;
    if (halves >= 12) return 20;
    int32_t whole = (int32_t)halves;
    return (uint64_t)(whole - (whole > halves) + 8);
}

/* The score of the likeliest phrase of a cue less that of no source. */
static double margin_of(const source_tables *t, const bite_cue *cue) {
    return cue->score - score_of(t->numbers.none_line, cue->none);
}

/* The values of the likeliest phrase of a cue: see `_phrase_columns`. Without a phrase they are 0. */
static void describe_name(const source_run *run, size_t c, uint64_t *values) {
    const bite_cue *cue = (const bite_cue *)run->cues.data + c;
    const described_row *rows = (const described_row *)run->described.data;
    const row_counts *counts = (const row_counts *)run->counts.data;
    for (int k = 0; k < NAME_VALUES; k++) values[k] = 0;
    values[NAME_WORDS] = run->request->words[run->first_cue + c];
    values[NAME_KIND] = cue->kind;
    if (!cue->has_phrase) return;
    uint32_t last = cue->stop - 1;
    standing own = distance_of(cue->begin, cue->stop, cue->start, cue->end);
    values[NAME_ORDER] = own.order;
    values[NAME_DISTANCE] = own.distance;
    values[NAME_BETWEEN] = 3 * counted(counts, COUNT_COMMA, own.low, own.high, 1)
        + counted(counts, COUNT_VERB, own.low, own.high, 2);
    values[NAME_FIRST] = rows[cue->begin].id;
    values[NAME_LAST] = rows[last].id;
    values[NAME_GROUP] = rows[last].group;
    values[NAME_CLASS] = rows[last].class;
    values[NAME_LAST_TAG] = rows[last].tag;
    values[NAME_SAYINGS] = sayings_beside(rows, cue->begin, last);
    values[NAME_FORM] = form_of(run, cue->begin, cue->stop);
    values[NAME_MARGIN] = step_of_margin(margin_of(run->tables, cue));
    values[NAME_LEVEL] = values[NAME_MARGIN] >> 1;
}

/* The first of the holders with the highest score. */
static int holder_of(const source_tables *t, const bite_cue *cue) {
    const int32_t zero = 128 * (HOLDER_TEMPLATES + NAME_TEMPLATES);
    const uint32_t sums[HOLDERS] = {cue->even & 0xFFFF, cue->odd & 0xFFFF, cue->even >> 16};
    double highest = score_of(t->numbers.holder_line, (int32_t)sums[0] - zero);
    int holder = 0;
    for (int k = 1; k < HOLDERS; k++) {
        double score = score_of(t->numbers.holder_line, (int32_t)sums[k] - zero);
        if (score > highest) {
            highest = score;
            holder = k;
        }
    }
    return holder;
}

/* Decides on the holder and the source of a cue, from the features of its likeliest phrase. */
static void decide(const source_run *run, size_t c, const lane_features *features, size_t lane) {
    const source_tables *t = run->tables;
    bite_cue *cue = (bite_cue *)run->cues.data + c;
    const bite_sentence *sentence = (const bite_sentence *)run->sentences.data + cue->sentence;
    size_t at = run->first_cue + c;
    sum_holders(t->holder + (1 << HOLDER_BITS), features, NAME_TEMPLATES, lane, cue);
    int holder = holder_of(t, cue);
    run->columns->holder[at] = (uint8_t)holder;
    if (holder == 0 || !cue->has_phrase || !(margin_of(t, cue) > t->numbers.thresholds[holder])) return;
    run->columns->first[at] = (int64_t)(sentence->row + (cue->begin - sentence->first));
    run->columns->stop[at] = (int64_t)(sentence->row + (cue->stop - sentence->first));
}

/* Cues that are decided on together, and the features of their likeliest phrases. */
typedef struct {
    size_t cue[LANES], count;
    lane_features features[NAME_TEMPLATES];
} asking_cues;

static void decide_together(const source_run *run, asking_cues *asking) {
    for (size_t lane = 0; lane < asking->count; lane++)
        decide(run, asking->cue[lane], (const lane_features *)asking->features, lane);
    asking->count = 0;
}

/* Decides on all cues of the bite that ask for a source, as many at a time as there are lanes. */
static void decide_all(const source_run *run) {
    const bite_cue *cues = (const bite_cue *)run->cues.data;
    const uint32_t *weights = run->tables->holder + (1 << HOLDER_BITS);
    uint64_t values[LANES][NAME_VALUES];
    const uint64_t *own[LANES];
    asking_cues groups[ON_THEIR_WAY], *now = groups;
    size_t number = 0;
    for (int k = 0; k < ON_THEIR_WAY; k++) groups[k].count = 0;
    memset(values, 0, sizeof values);
    for (int lane = 0; lane < LANES; lane++) own[lane] = values[lane];
    for (size_t c = 0; c < run->cue_count; c++) {
        if (cues[c].is_asked) {
            describe_name(run, c, values[now->count]);
            now->cue[now->count++] = c;
        }
        if (now->count < LANES && c + 1 < run->cue_count) continue;
        run->hash[NAME_SET](own, weights, now->features);
        now = &groups[++number % ON_THEIR_WAY];
        decide_together(run, now);
    }
    for (int k = 0; k < ON_THEIR_WAY; k++) decide_together(run, &groups[k]);
}

/* The sentences of a bite, from one on, and its cues, from `first_cue` on; the number of its sentences
   is `sentence_count`. */
static int take_bite(source_run *run, size_t first) {
    const cued_columns *q = run->request;
    size_t row = first ? (size_t)q->stop[first - 1] : 0, cue = run->first_cue, count = 0;
    uint32_t place = SIDE_ROWS;
    for (size_t s = first; s < q->sentences; s++) {
        size_t stop = (size_t)q->stop[s];
        if (count > 0 && place + (stop - row) >= BITE_ROWS) break;
        bite_sentence *sentences = core_grow(&run->memory, &run->sentences, count + 1, sizeof *sentences);
        if (!sentences) return CORE_NO_MEMORY;
        bite_sentence own;
        memset(&own, 0, sizeof own);
        own.first = place;
        own.stop = place + (uint32_t)(stop - row);
        own.cue = (uint32_t)(cue - run->first_cue);
        own.row = row;
        for (; cue < q->cues && (size_t)q->sentence[cue] == s; cue++) {
            size_t at = cue - run->first_cue;
            bite_cue *cues = core_grow(&run->memory, &run->cues, at + 1, sizeof *cues);
            if (!cues) return CORE_NO_MEMORY;
            memset(cues + at, 0, sizeof *cues);
            cues[at].sentence = (uint32_t)count;
            cues[at].kind = q->kind[cue];
            cues[at].start = place + (uint32_t)((size_t)q->start[cue] - row);
            cues[at].end = place + (uint32_t)((size_t)q->end[cue] - row);
        }
        own.cue_stop = (uint32_t)(cue - run->first_cue);
        sentences[count++] = own;
        place = own.stop + SIDE_ROWS;
        row = stop;
    }
    run->sentence_count = count;
    run->cue_count = cue - run->first_cue;
    return CORE_OK;
}

static int read_bite(source_run *run, size_t first) {
    int failed = take_bite(run, first);
    if (failed || run->cue_count == 0) return failed;
    if ((failed = describe_rows(run))) return failed;
    judge_cues(run);
    if ((failed = score_edges(run)) || (failed = list_phrases(run))) return failed;
    choose_phrases(run);
    decide_all(run);
    return CORE_OK;
}

int sources_find(const source_tables *tables, const cued_columns *request,
                 const source_columns *columns, core_memory memory) {
    source_run run;
    memset(&run, 0, sizeof run);
    run.tables = tables;
    run.request = request;
    run.columns = columns;
    run.memory = memory;
    run.hash = choose_hashes();
    for (size_t c = 0; c < request->cues; c++) {
        columns->first[c] = columns->stop[c] = -1;
        columns->holder[c] = 0;
        columns->quoted[c] = request->quoted[request->start[c]] != 0;
    }
    int failed = CORE_OK;
    for (size_t first = 0; first < request->sentences && !failed; first += run.sentence_count) {
        failed = read_bite(&run, first);
        run.first_cue += run.cue_count;
    }
    core_buffer *own[] = {
        &run.described, &run.facts, &run.counts, &run.begin_scores, &run.end_scores,
        &run.opens, &run.can_end, &run.blocks, &run.ends_of,
        &run.saying_rows, &run.pronoun_rows, &run.begins, &run.ends,
        &run.sentences, &run.cues, &run.phrases,
    };
    core_drop_all(&run.memory, own, sizeof own / sizeof *own);
    return failed;
}
