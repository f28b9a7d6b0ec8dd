/* Lines of a document -> the tokens that begin a sentence, as hedging.text.sentences. */
#include "linear.h"

enum { ABBREVIATION = 1, COLLOCATION = 2, STARTER = 4, LOWER_WORD = 8 };

static const uint32_t CLOSING = 1u << CLOSER | 1u << QUOTE | 1u << APOSTROPHE;

typedef struct {
    core_run *run;
    tokens_columns of;
    uint64_t comma, stop, opens, closes; /* ids of marks */
} marked_tokens;

/* Gaps whose words are looked up together, and tokens that are looked at together. */
enum { TOGETHER = 16, TOKENS = 32 };

static marked_tokens tokens_of(core_run *run) {
    return (marked_tokens){
        run, run->tokens, mix(',' * GOLDEN), mix('.' * GOLDEN), mix('[' * GOLDEN), mix(']' * GOLDEN),
    };
}

static inline uint8_t punkt_flags(const core_tables *tables, uint64_t hash) {
    int is_known;
    uint32_t row = find_hash(&tables->punkt, short_hash(hash), &is_known);
    return tables->punkt_flags[is_known ? row : 0] & (uint8_t)-is_known;
}

/* Whether a bracket opens just before the word whose full stop stands before token `k`: see
   `_is_bracketed`. */
static int is_bracketed(const marked_tokens *t, size_t k, size_t first) {
    if (k < first + 3 || t->of.flags[k - 1] & GAP_BEFORE) return 0;
    uint8_t word = class_of_shape(t->of.shape[k - 2]), between = class_of_shape(t->of.shape[k - 3]);
    if (word != LOWER && word != UPPER) return 0;
    if (between == OPENER) return !(t->of.flags[k - 2] & GAP_BEFORE);
    return between == LOWER && k >= first + 4 && class_of_shape(t->of.shape[k - 4]) == OPENER
        && !(t->of.flags[k - 3] & GAP_BEFORE);
}

/* Whether the model has to decide about the gap before token `k`: see `candidate_gaps`. The token
   does not begin its line, which begins at `first`, and is one of `possible_gaps`. */
static int is_undecided(const marked_tokens *t, size_t k, size_t first) {
    uint8_t class = class_of_shape(t->of.shape[k]);
    if (t->of.flags[k] & ENUMERATOR) return 0;
    if (!(t->of.flags[k] & GAP_BEFORE)) return k >= first + 2 && class_of_shape(t->of.shape[k - 2]) == LOWER;
    if (t->of.id[k - 1] == t->comma && class != UPPER) return 0;
    if (t->of.id[k - 1] == t->stop && class == LOWER && !(t->of.flags[k - 1] & GAP_BEFORE))
        return !(punkt_flags(t->run->tables, t->of.id[k - 2]) & ABBREVIATION);
    return class != DIGIT || t->of.id[k - 1] != t->stop || !is_bracketed(t, k, first);
}

/* The last word before a gap and the mark after it: see `_word_and_mark`. */
static void word_and_mark(const marked_tokens *t, size_t gap, size_t first, size_t *word, size_t *mark) {
    size_t at = gap - 1;
    for (int k = 0; k < 2; k++) {
        if (t->of.id[at] != t->closes || at < first + 3) break;
        if (t->of.id[at - 2] != t->opens || class_of_shape(t->of.shape[at - 1]) != DIGIT) break;
        at -= 3;
    }
    for (int k = 0; k < 2; k++)
        if (in_class_set(CLOSING, class_of_shape(t->of.shape[at])) && at > first && !(t->of.flags[at] & GAP_BEFORE)) at--;
    *mark = at;
    *word = at - (class_of_shape(t->of.shape[at]) > MARK && at > first);
}

static uint64_t bucket(const core_tables *tables, size_t count) {
    return tables->buckets[count < 127 ? count : 127];
}

/* The values at a gap: see `gap_features`. */
static void describe_gap(const marked_tokens *t, const core_gap *g, uint64_t *values) {
    const core_tables *tables = t->run->tables;
    size_t k = g->at, first = g->first, last = g->last, word = g->word, mark = g->mark;
    int has_second = k >= first + 2, has_then = k < last, has_before = word > first;
    uint64_t before = has_before ? t->of.id[word - 1] : NO_TOKEN;
    uint64_t mark_space = t->of.flags[mark] & GAP_BEFORE, next_space = t->of.flags[k] & GAP_BEFORE;
    uint64_t word_space = t->of.flags[word] & GAP_BEFORE;
    uint64_t then_space = has_then ? (uint64_t)(t->of.flags[k + 1] & GAP_BEFORE) : NO_TOKEN;
    values[GAP_ABBREVIATED] = (g->word_flags & ABBREVIATION ? 1 : 0) + (before == t->stop && !word_space ? 2 : 0);
    values[GAP_BEFORE_MARK] = mark >= first + 2 ? t->of.id[mark - 2] : NO_TOKEN;
    values[GAP_BEFORE_SHAPE] = has_before ? t->of.shape[word - 1] : NO_TOKEN;
    values[GAP_COMMON] = (g->next_flags & LOWER_WORD) != 0;
    values[GAP_END] = g->end;
    values[GAP_GLUE] = next_space * 4 + mark_space * 2 + then_space;
    values[GAP_LAST] = t->of.id[k - 1];
    values[GAP_M_SHAPE] = t->of.shape[mark];
    values[GAP_MARK] = g->mark_value;
    values[GAP_NEXT] = t->of.id[k];
    values[GAP_NEXT_SHAPE] = t->of.shape[k];
    values[GAP_NEXT_SUFFIX] = suffix_of(t->run, t->of.start[k], t->of.end[k]);
    values[GAP_REST] = bucket(tables, last - k);
    values[GAP_RUN] = bucket(tables, k - first);
    values[GAP_SECOND_SHAPE] = has_second ? t->of.shape[k - 2] : NO_TOKEN;
    values[GAP_STARTS] = (g->next_flags & STARTER) != 0;
    values[GAP_STYLE] = g->style;
    values[GAP_THEN] = has_then ? t->of.id[k + 1] : NO_TOKEN;
    values[GAP_THEN_SHAPE] = has_then ? t->of.shape[k + 1] : NO_TOKEN;
    values[GAP_TOGETHER] = (g->pair_flags & COLLOCATION) != 0;
    values[GAP_W] = t->of.id[word];
    values[GAP_W_SHAPE] = t->of.shape[word];
    values[GAP_W_SUFFIX] = suffix_of(t->run, t->of.start[word], t->of.end[word]);
}

/* Lists the tokens behind a line end and those that may begin a sentence inside a line, from the
   classes on both sides alone, and so without a branch for each. */
void list_possible(core_run *run, size_t first, size_t stop) {
    const uint8_t *shape = run->tokens.shape, *flags = run->tokens.flags;
    uint32_t *possible = run->tokens.possible;
    uint32_t count = 0, before = first ? class_of_shape(shape[first - 1]) : OTHER;
    for (size_t k = first; k < stop; k++) {
        if (run->find_possible && run->tokens.room - k >= TOKENS) {
            uint32_t bits = run->find_possible(shape + k, flags + k, (uint8_t)before);
            if (stop - k < TOKENS) bits &= ((uint32_t)1 << (stop - k)) - 1;
            for (; bits; bits &= bits - 1) possible[count++] = (uint32_t)k + lowest_bit(bits);
            k = stop - k < TOKENS ? stop - 1 : k + TOKENS - 1;
            before = class_of_shape(shape[k]);
            continue;
        }
        uint32_t class = class_of_shape(shape[k]);
        uint32_t spaced = flags[k] / GAP_BEFORE & 1, is_head = flags[k] / HEAD & 1;
        uint32_t without = (before == STOP) & (class == UPPER);
        possible[count] = (uint32_t)k;
        count += is_head | (spaced & may_begin(before, class)) | ((spaced ^ 1) & without);
        before = class;
    }
    run->possible_count = count;
}

/* Counts the full stops with a space behind them inside the lines of a window: see `_style`. Those at
   line ends are counted by `finish_lines`. */
void count_stops(core_run *run) {
    const uint8_t *shape = run->tokens.shape, *flags = run->tokens.flags;
    for (size_t j = 0; j < run->possible_count; j++) {
        uint32_t k = run->tokens.possible[j];
        if (flags[k] & HEAD || !(flags[k] & GAP_BEFORE) || class_of_shape(shape[k - 1]) != STOP) continue;
        run->layout.stops++;
        run->layout.lower_stops += class_of_shape(shape[k]) == LOWER;
    }
}

/* Finds the word and the mark before each gap, and what Punkt knows of the words beside it. A step
   for several gaps asks for what the next step reads, so that they all wait for memory together. */
static void look_up_gaps(const marked_tokens *t, core_gap *gaps, size_t count) {
    const hash_index *index = &t->run->tables->punkt;
    uint64_t hash[3 * TOGETHER];
    for (size_t j = 0; j < count; j++) {
        size_t word, mark;
        word_and_mark(t, gaps[j].at, gaps[j].first, &word, &mark);
        gaps[j].word = (uint32_t)word;
        gaps[j].mark = (uint32_t)mark;
        uint64_t mark_or_shape = class_of_shape(t->of.shape[mark]) > MARK ? t->of.id[mark] : t->of.shape[mark];
        gaps[j].mark_value = mark_or_shape * 31 + (t->of.id[gaps[j].at - 1] != mark_or_shape);
        hash[3 * j] = t->of.id[word];
        hash[3 * j + 1] = t->of.id[gaps[j].at];
        hash[3 * j + 2] = mix(hash[3 * j] * 3 + hash[3 * j + 1]);
        for (size_t k = 3 * j; k < 3 * j + 3; k++) PREFETCH(index->first + (hash[k] >> index->shift));
    }
    for (size_t k = 0; k < 3 * count; k++) PREFETCH(index->known + index->first[hash[k] >> index->shift]);
    for (size_t j = 0; j < count; j++) {
        gaps[j].word_flags = punkt_flags(t->run->tables, hash[3 * j]);
        gaps[j].next_flags = punkt_flags(t->run->tables, hash[3 * j + 1]);
        gaps[j].pair_flags = punkt_flags(t->run->tables, hash[3 * j + 2]);
    }
}

static const uint64_t *describe_next(void *context, size_t k, uint64_t *values) {
    const marked_tokens *t = context;
    if (k == t->run->pending_count) return NULL;
    describe_gap(t, t->run->pending + k, values);
    return values;
}

/* Flags what begins a sentence. */
static void decide_gaps(void *context, size_t first, size_t count, const lane_features *features) {
    const marked_tokens *t = context;
    const core_tables *tables = t->run->tables;
    int32_t sums[LANES];
    sum_weights(tables->gap_weights, features, GAP_TEMPLATES, sums);
    for (size_t lane = 0; lane < count; lane++) {
        int begins = tables->numbers.gap_bias + tables->numbers.gap_scale * (double)sums[lane] > 0;
        t->of.flags[t->run->pending[first + lane].at] |= (uint8_t)(begins * BEGINS);
    }
}

/* Decides about all gaps that are listed. */
void decide_pending(core_run *run) {
    marked_tokens t = tokens_of(run);
    size_t count = run->pending_count;
    for (size_t j = 0; j < count; j += TOGETHER)
        look_up_gaps(&t, run->pending + j, count - j < TOGETHER ? count - j : TOGETHER);
    const linear_task task = {&t, describe_next, decide_gaps, {{hash_GAP, run->tables->gap_weights, GAP_TEMPLATES}}};
    score_linearly(&task);
    run->pending_count = 0;
}

/* The number of the next token in a list that begins a line, from the number `at` on. */
static size_t next_line(const marked_tokens *t, const uint32_t *possible, size_t at, size_t count) {
    while (at < count && !(t->of.flags[possible[at]] & BREAK)) at++;
    return at;
}

/* Flags the tokens that begin a line, and lists the gaps that the model has to decide about, from the
   possible ones among the tokens `first` to `stop`. They are decided when there are many, or at the
   end of a block: a short document has too few of them to fill the lanes. */
void list_gaps(core_run *run, const line_part *part) {
    marked_tokens t = tokens_of(run);
    const uint32_t *possible = run->tokens.possible;
    size_t count = run->possible_count, line = part->first, next = next_line(&t, possible, 0, count), last;
    for (size_t j = 0; j < count; j++) {
        size_t k = possible[j];
        if (t.of.flags[k] & BREAK) {
            next = next_line(&t, possible, j + 1, count);
            t.of.flags[k] |= BEGINS;
            line = k;
            continue;
        }
        last = (next < count ? possible[next] : part->seen) - 1;
        int is_wrap = (t.of.flags[k] & HEAD) != 0;
        if (is_wrap && !may_begin(class_of_shape(t.of.shape[k - 1]), class_of_shape(t.of.shape[k]))) continue;
        if (!is_undecided(&t, k, line)) continue;
        core_gap *gap = &run->pending[run->pending_count++];
        gap->at = (uint32_t)k;
        gap->first = (uint32_t)line;
        gap->last = (uint32_t)last;
        gap->style = run->layout.style;
        gap->end = next < count || part->end < 0 ? class_of_shape(t.of.shape[last]) : (uint8_t)part->end;
        if (run->pending_count == PENDING) decide_pending(run);
    }
}
