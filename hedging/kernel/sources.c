/* Cues -> whose doubt each is, who is named for it, is it denied: see hedging.depth.sources. */
#include "sources.h"

_Static_assert((int)PLACE_VALUES <= (int)MOST_VALUES && (int)NAME_VALUES <= (int)MOST_VALUES
                   && (int)PAIR_VALUES <= (int)MOST_VALUES && (int)EDGE_VALUES <= (int)MOST_VALUES,
               "there is room for all values");
_Static_assert(HOLDER_TEMPLATES + NONE_TEMPLATES + NEGATED_TEMPLATES <= (int)MOST_FEATURES,
               "there is room for all features of a cue");

EACH_DEPTH_SET(DEFINE_HASH)

/* Sentences are taken until they have so many rows, so that what is known of them stays in the cache. */
enum { BLOCK_ROWS = 1024 };

/* The values of a cue: see `place_columns`, `_around` and `negated_ids`. */
static void describe_cue(const source_run *run, size_t c, uint64_t *values) {
    const block_cue *cue = (const block_cue *)run->cues.data + c;
    const block_sentence *sentence = (const block_sentence *)run->sentences.data + cue->sentence;
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
    const block_cue *cue = (const block_cue *)run->cues.data + c;
    const block_sentence *sentence = (const block_sentence *)run->sentences.data + cue->sentence;
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
                        block_cue *cue) {
    const uint32_t every_other = 0x00FF00FFu;
    for (int k = 0; k < count; k++) {
        uint32_t row = weights[features[k][lane]];
        cue->even += row & every_other;
        cue->odd += row >> 8 & every_other;
    }
}

/* The values of the next cue of the block. */
static const uint64_t *describe_next(void *context, size_t k, uint64_t *values) {
    const source_run *run = context;
    if (k == run->cue_count) return NULL;
    describe_cue(run, k, values);
    look_around(run, k, values);
    return values;
}

/* Tells which of the cues from one on are denied, and which of them ask for a source. */
static void judge(void *context, size_t first, size_t count, const lane_features *holder) {
    const source_run *run = context;
    const source_tables *t = run->tables;
    block_sentence *sentences = (block_sentence *)run->sentences.data;
    int32_t none[LANES], negated[LANES];
    sum_weights(t->none, holder + HOLDER_TEMPLATES, NONE_TEMPLATES, none);
    sum_weights(t->negated, holder + HOLDER_TEMPLATES + NONE_TEMPLATES, NEGATED_TEMPLATES, negated);
    for (size_t lane = 0; lane < count; lane++) {
        block_cue *cue = (block_cue *)run->cues.data + first + lane;
        sum_holders(t->holder, holder, HOLDER_TEMPLATES, lane, cue);
        int32_t writer = (int32_t)(cue->odd >> 16) - 128 * HOLDER_TEMPLATES;
        cue->none = none[lane];
        cue->is_asked = score_of(t->numbers.writer_line, writer) < t->numbers.sure;
        if (cue->is_asked) sentences[cue->sentence].is_asked = 1;
        double denial = score_of(t->numbers.negated_line, negated[lane]);
        run->columns->negated[run->first_cue + first + lane] = denial > 0;
    }
}

/* Judges all cues of the block by the words around them. */
static void judge_cues(source_run *run) {
    const source_tables *t = run->tables;
    const linear_task task = {run, describe_next, judge, {
        {hash_HOLDER, t->holder, HOLDER_TEMPLATES}, {hash_NONE, t->none, NONE_TEMPLATES},
        {hash_NEGATED, t->negated, NEGATED_TEMPLATES},
    }};
    score_linearly(&task);
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
static double margin_of(const source_tables *t, const block_cue *cue) {
    return cue->score - score_of(t->numbers.none_line, cue->none);
}

/* The values of the likeliest phrase of a cue: see `_phrase_columns`. Without a phrase they are 0. */
static void describe_name(const source_run *run, size_t c, uint64_t *values) {
    const block_cue *cue = (const block_cue *)run->cues.data + c;
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
static int holder_of(const source_tables *t, const block_cue *cue) {
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
    block_cue *cue = (block_cue *)run->cues.data + c;
    const block_sentence *sentence = (const block_sentence *)run->sentences.data + cue->sentence;
    size_t at = run->first_cue + c;
    sum_holders(t->holder + (1 << HOLDER_BITS), features, NAME_TEMPLATES, lane, cue);
    int holder = holder_of(t, cue);
    run->columns->holder[at] = (uint8_t)holder;
    if (holder == 0 || !cue->has_phrase || !(margin_of(t, cue) > t->numbers.thresholds[holder])) return;
    run->columns->first[at] = (int64_t)(sentence->row + (cue->begin - sentence->first));
    run->columns->stop[at] = (int64_t)(sentence->row + (cue->stop - sentence->first));
}

/* The cues that ask for a source: the next to be described, and those that wait for their weights. */
typedef struct {
    const source_run *run;
    size_t next, cue[WAITING];
} asking_cues;

static const uint64_t *describe_next_name(void *context, size_t k, uint64_t *values) {
    asking_cues *asking = context;
    const block_cue *cues = (const block_cue *)asking->run->cues.data;
    while (asking->next < asking->run->cue_count && !cues[asking->next].is_asked) asking->next++;
    if (asking->next == asking->run->cue_count) return NULL;
    describe_name(asking->run, asking->next, values);
    asking->cue[k % WAITING] = asking->next++;
    return values;
}

static void decide_together(void *context, size_t first, size_t count, const lane_features *features) {
    const asking_cues *asking = context;
    for (size_t lane = 0; lane < count; lane++) decide(asking->run, asking->cue[(first + lane) % WAITING], features, lane);
}

/* Decides on all cues of the block that ask for a source. */
static void decide_all(const source_run *run) {
    asking_cues asking;
    const uint32_t *weights = run->tables->holder + (1 << HOLDER_BITS);
    const linear_task task = {&asking, describe_next_name, decide_together, {{hash_NAME, weights, NAME_TEMPLATES}}};
    asking.run = run;
    asking.next = 0;
    score_linearly(&task);
}

/* The sentences of a block, from one on, and its cues, from `first_cue` on; the number of its sentences
   is `sentence_count`. */
static int list_block(source_run *run, size_t first) {
    const cued_columns *q = run->request;
    size_t row = first ? (size_t)q->stop[first - 1] : 0, cue = run->first_cue, count = 0;
    uint32_t place = SIDE_ROWS;
    for (size_t s = first; s < q->sentences; s++) {
        size_t stop = (size_t)q->stop[s];
        if (count > 0 && place + (stop - row) >= BLOCK_ROWS) break;
        block_sentence *sentences = core_grow(&run->memory, &run->sentences, count + 1, sizeof *sentences);
        if (!sentences) return CORE_NO_MEMORY;
        block_sentence own;
        memset(&own, 0, sizeof own);
        own.first = place;
        own.stop = place + (uint32_t)(stop - row);
        own.cue = (uint32_t)(cue - run->first_cue);
        own.row = row;
        for (; cue < q->cues && (size_t)q->sentence[cue] == s; cue++) {
            size_t at = cue - run->first_cue;
            block_cue *cues = core_grow(&run->memory, &run->cues, at + 1, sizeof *cues);
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

static int read_block(source_run *run, size_t first) {
    int failed = list_block(run, first);
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
    for (size_t c = 0; c < request->cues; c++) {
        columns->first[c] = columns->stop[c] = -1;
        columns->holder[c] = 0;
        columns->quoted[c] = request->quoted[request->start[c]] != 0;
    }
    int failed = CORE_OK;
    for (size_t first = 0; first < request->sentences && !failed; first += run.sentence_count) {
        failed = read_block(&run, first);
        run.first_cue += run.cue_count;
    }
    core_buffer *own[] = {
        &run.described, &run.facts, &run.counts, &run.begin_scores, &run.end_scores,
        &run.opens, &run.can_end, &run.barriers, &run.ends_of,
        &run.saying_rows, &run.pronoun_rows, &run.begins, &run.ends,
        &run.sentences, &run.cues, &run.phrases,
    };
    core_drop_all(&run.memory, own, sizeof own / sizeof *own);
    return failed;
}
