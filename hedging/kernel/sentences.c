/* Lines of a document -> the tokens that begin a sentence, as hedging.text.sentences. */
#include "core.h"

enum { ABBREVIATION = 1, COLLOCATION = 2, STARTER = 4, LOWER_WORD = 8 };

static const uint32_t RISING =
    1u << UPPER | 1u << OPENER | 1u << QUOTE | 1u << OTHER | 1u << DASH | 1u << DIGIT;
static const uint32_t FINAL = 1u << STOP | 1u << CLOSER | 1u << QUOTE;
static const uint32_t CLOSING = 1u << CLOSER | 1u << QUOTE | 1u << APOSTROPHE;

typedef struct {
    core_run *run;
    const uint32_t *start, *end;
    const uint64_t *id;
    const uint8_t *shape;
    uint8_t *flags;
    uint64_t comma, stop, opens, closes; /* ids of marks */
} marked_tokens;

/* A place where a sentence could begin: before the token `at` of the line `first` to `last`. */
typedef struct {
    uint32_t at, first, last, word, mark;
    uint8_t word_flags, next_flags, pair_flags;
} gap;

/* Gaps whose words are looked up together. */
enum { TOGETHER = 16 };

static inline uint8_t punkt_flags(const core_tables *tables, uint64_t hash) {
    int is_known;
    uint32_t row = find_hash(&tables->punkt, hash, &is_known);
    return tables->punkt_flags[is_known ? row : 0] & (uint8_t)-is_known;
}

/* Whether the model has to decide about the gap before token `k`: see `candidate_gaps`. The token
   does not begin its line, which begins at `first`, and is one of `possible_gaps`. */
static int is_undecided(const marked_tokens *t, size_t k, size_t first) {
    uint8_t class = class_of_shape(t->shape[k]);
    if (t->flags[k] & ENUMERATOR) return 0;
    if (!(t->flags[k] & GAP_BEFORE)) return k >= first + 2 && class_of_shape(t->shape[k - 2]) == LOWER;
    if (t->id[k - 1] == t->comma && class != UPPER) return 0;
    if (t->id[k - 1] == t->stop && class == LOWER && !(t->flags[k - 1] & GAP_BEFORE))
        return !(punkt_flags(t->run->tables, t->id[k - 2]) & ABBREVIATION);
    return 1;
}

/* The last word before a gap and the mark after it: see `_word_and_mark`. */
static void word_and_mark(const marked_tokens *t, size_t gap, size_t first, size_t *word, size_t *mark) {
    size_t at = gap - 1;
    for (int k = 0; k < 2; k++) {
        if (t->id[at] != t->closes || at < first + 3) break;
        if (t->id[at - 2] != t->opens || class_of_shape(t->shape[at - 1]) != DIGIT) break;
        at -= 3;
    }
    for (int k = 0; k < 2; k++)
        if (in_class_set(CLOSING, class_of_shape(t->shape[at])) && at > first && !(t->flags[at] & GAP_BEFORE)) at--;
    *mark = at;
    *word = at - (class_of_shape(t->shape[at]) > MARK && at > first);
}

static uint64_t bucket(const core_tables *tables, size_t count) {
    return tables->buckets[count < 127 ? count : 127];
}

/* The values at a gap: see `gap_features`. */
static void describe_gap(const marked_tokens *t, const gap *g, uint64_t style, gap_values values, size_t lane) {
    const core_tables *tables = t->run->tables;
    size_t k = g->at, first = g->first, last = g->last, word = g->word, mark = g->mark;
    int has_second = k >= first + 2, has_then = k < last, has_before = word > first;
    uint64_t before = has_before ? t->id[word - 1] : NO_TOKEN;
    uint64_t mark_space = t->flags[mark] & GAP_BEFORE, next_space = t->flags[k] & GAP_BEFORE;
    uint64_t word_space = t->flags[word] & GAP_BEFORE;
    uint64_t then_space = has_then ? (uint64_t)(t->flags[k + 1] & GAP_BEFORE) : NO_TOKEN;
    uint64_t mark_shape = t->shape[mark];
    uint64_t mark_or_shape = class_of_shape(t->shape[mark]) > MARK ? t->id[mark] : mark_shape;
    uint64_t last_id = t->id[k - 1];
    values[GAP_ABBREVIATED][lane] = (g->word_flags & ABBREVIATION ? 1 : 0) + (before == t->stop && !word_space ? 2 : 0);
    values[GAP_BEFORE_MARK][lane] = mark >= first + 2 ? t->id[mark - 2] : NO_TOKEN;
    values[GAP_BEFORE_SHAPE][lane] = has_before ? t->shape[word - 1] : NO_TOKEN;
    values[GAP_COMMON][lane] = (g->next_flags & LOWER_WORD) != 0;
    values[GAP_END][lane] = class_of_shape(t->shape[last]);
    values[GAP_GLUE][lane] = next_space * 4 + mark_space * 2 + then_space;
    values[GAP_LAST][lane] = last_id;
    values[GAP_M_SHAPE][lane] = mark_shape;
    values[GAP_MARK][lane] = mark_or_shape * 31 + (last_id != mark_or_shape);
    values[GAP_NEXT][lane] = t->id[k];
    values[GAP_NEXT_SHAPE][lane] = t->shape[k];
    values[GAP_NEXT_SUFFIX][lane] = suffix_of(t->run, t->start[k], t->end[k]);
    values[GAP_REST][lane] = bucket(tables, last - k);
    values[GAP_RUN][lane] = bucket(tables, k - first);
    values[GAP_SECOND_SHAPE][lane] = has_second ? t->shape[k - 2] : NO_TOKEN;
    values[GAP_STARTS][lane] = (g->next_flags & STARTER) != 0;
    values[GAP_STYLE][lane] = style;
    values[GAP_THEN][lane] = has_then ? t->id[k + 1] : NO_TOKEN;
    values[GAP_THEN_SHAPE][lane] = has_then ? t->shape[k + 1] : NO_TOKEN;
    values[GAP_TOGETHER][lane] = (g->pair_flags & COLLOCATION) != 0;
    values[GAP_W][lane] = t->id[word];
    values[GAP_W_SHAPE][lane] = t->shape[word];
    values[GAP_W_SUFFIX][lane] = suffix_of(t->run, t->start[word], t->end[word]);
}

/* Lists the tokens that begin a line and those that may begin a sentence inside a line, from the
   classes on both sides alone, and so without a branch for each. */
static size_t possible_gaps(const marked_tokens *t, size_t first, size_t stop, gap *gaps) {
    uint32_t count = 0, before = OTHER;
    for (size_t k = first; k < stop; k++) {
        uint32_t class = class_of_shape(t->shape[k]), flags = t->flags[k];
        uint32_t with_space = (before > MARK) | (RISING >> class & 1);
        uint32_t without = (before == STOP) & (class == UPPER);
        gaps[count].at = (uint32_t)k;
        uint32_t spaced = flags / GAP_BEFORE & 1, breaks = flags / BREAK & 1;
        count += breaks | (spaced & with_space) | ((spaced ^ 1) & without);
        before = class;
    }
    return count;
}

static uint64_t level(double share, double low, double middle, double high) {
    return (uint64_t)(share >= low) + (share >= middle) + (share >= high);
}

/* How the document punctuates: see `_style`. All ends of its lines and all full stops with a space
   behind them stand before one of the possible gaps, the first of which begins the document. */
static uint64_t style_of(const marked_tokens *t, const gap *gaps, size_t possible, size_t stop) {
    int64_t lines = 1, open = !in_class_set(FINAL, class_of_shape(t->shape[stop - 1])), stops = 0, lower = 0;
    for (size_t j = 1; j < possible; j++) {
        uint32_t k = gaps[j].at;
        uint8_t before = class_of_shape(t->shape[k - 1]);
        if (t->flags[k] & BREAK) {
            lines++;
            open += !in_class_set(FINAL, before);
        } else if (before == STOP && t->flags[k] & GAP_BEFORE) {
            stops++;
            lower += class_of_shape(t->shape[k]) == LOWER;
        }
    }
    double open_share = ((double)open + 0.2) / (double)(lines + 1);
    double lower_share = ((double)lower + 0.1) / (double)(stops + 1);
    return level(open_share, 0.1, 0.3, 0.6) * 4 + level(lower_share, 0.03, 0.1, 0.3);
}

/* Keeps the gaps that the model has to decide about, with their lines; flags what begins a line. */
static size_t undecided_gaps(const marked_tokens *t, gap *gaps, size_t possible, size_t stop) {
    size_t count = 0, of_line = 0;
    uint32_t line = 0;
    for (size_t j = 0; j <= possible; j++) {
        uint32_t k = j < possible ? gaps[j].at : (uint32_t)stop;
        if (j == possible || t->flags[k] & BREAK) {
            while (of_line < count) gaps[of_line++].last = k - 1;
            if (j < possible) t->flags[k] |= BEGINS;
            line = k;
        } else if (is_undecided(t, k, line)) {
            gaps[count].at = k;
            gaps[count++].first = line;
        }
    }
    return count;
}

/* Finds the word and the mark before each gap, and what Punkt knows of the words beside it. A step
   for several gaps asks for what the next step reads, so that they all wait for memory together. */
static void look_up_gaps(const marked_tokens *t, gap *gaps, size_t count) {
    const hash_index *index = &t->run->tables->punkt;
    uint64_t hash[3 * TOGETHER];
    for (size_t j = 0; j < count; j++) {
        size_t word, mark;
        word_and_mark(t, gaps[j].at, gaps[j].first, &word, &mark);
        gaps[j].word = (uint32_t)word;
        gaps[j].mark = (uint32_t)mark;
        hash[3 * j] = t->id[word];
        hash[3 * j + 1] = t->id[gaps[j].at];
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

/* Flags what begins a sentence. */
static void decide_gaps(const marked_tokens *t, const gap *gaps, size_t count, uint64_t style) {
    const core_tables *tables = t->run->tables;
    gap_values values;
    gap_hashes features;
    memset(values, 0, sizeof values);
    for (size_t j = 0; j < count; j += LANES) {
        int32_t sums[LANES] = {0};
        size_t own = count - j < LANES ? count - j : LANES;
        for (size_t lane = 0; lane < own; lane++) describe_gap(t, &gaps[j + lane], style, values, lane);
        t->run->hash_gaps(t->run, (const uint64_t (*)[LANES])values, features);
        for (int k = 0; k < GAP_TEMPLATES; k++)
            for (int lane = 0; lane < LANES; lane++) sums[lane] += tables->gap_weights[features[k][lane]];
        for (size_t lane = 0; lane < own; lane++) {
            int begins = tables->gap_bias + tables->gap_scale * (double)sums[lane] > 0;
            t->flags[gaps[j + lane].at] |= (uint8_t)(begins * BEGINS);
        }
    }
}

/* Flags what begins a sentence among the tokens `first` to `stop` of a document with lines. */
int split_lines(core_run *run, size_t first, size_t stop) {
    token_columns *own = &run->tokens;
    marked_tokens t = {
        run, (const uint32_t *)own->start.data, (const uint32_t *)own->end.data,
        (const uint64_t *)own->id.data, (const uint8_t *)own->shape.data, (uint8_t *)own->flags.data,
        mix(',' * GOLDEN), mix('.' * GOLDEN), mix('[' * GOLDEN), mix(']' * GOLDEN),
    };
    gap *gaps = core_room(run, &run->gaps, stop - first + 1, sizeof *gaps);
    if (!gaps) return run->failed;
    size_t possible = possible_gaps(&t, first, stop, gaps);
    uint64_t style = style_of(&t, gaps, possible, stop);
    size_t count = undecided_gaps(&t, gaps, possible, stop);
    for (size_t j = 0; j < count; j += TOGETHER) {
        size_t own = count - j < TOGETHER ? count - j : TOGETHER;
        look_up_gaps(&t, gaps + j, own);
        decide_gaps(&t, gaps + j, own, style);
    }
    return CORE_OK;
}
