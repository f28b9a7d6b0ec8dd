/* Lines of a document -> the tokens that begin a sentence, as hedging.text.sentences. */
#include "core.h"

/* The names of the values at a gap, in alphabetical order. */
enum {
    ABBREVIATED, BEFORE_MARK, BEFORE_SHAPE, COMMON, END, GLUE, LAST, M_SHAPE, MARK_VALUE, NEXT,
    NEXT_SHAPE, NEXT_SUFFIX, REST, RUN, SECOND_SHAPE, STARTS, STYLE, THEN, THEN_SHAPE, TOGETHER, W,
    W_SHAPE, W_SUFFIX, VALUES
};

enum { ABBREVIATION = 1, COLLOCATION = 2, STARTER = 4, LOWER_WORD = 8 };

static const uint32_t RISING =
    1u << UPPER | 1u << OPENER | 1u << QUOTE | 1u << OTHER | 1u << DASH | 1u << DIGIT;
static const uint32_t CLOSING = 1u << CLOSER | 1u << QUOTE | 1u << APOSTROPHE;

typedef struct {
    const core_run *run;
    const uint32_t *start, *end;
    const uint64_t *id;
    const uint8_t *initial;
    uint8_t *flags;
    uint64_t comma, stop, opens, closes; /* ids of marks */
} marked_tokens;

static uint8_t punkt_flags(const core_tables *tables, uint64_t hash) {
    int is_known;
    uint32_t row = find_hash(&tables->punkt, hash, &is_known);
    return is_known ? tables->punkt_flags[row] : 0;
}

/* Whether the model has to decide about the gap before token `k`: see `candidate_gaps`. The token
   does not begin its line, which begins at `first`. */
static int is_undecided(const marked_tokens *t, size_t k, size_t first) {
    uint8_t class = t->initial[k], before = t->initial[k - 1], flags = t->flags[k];
    if (flags & ENUMERATOR) return 0;
    if (!(flags & GAP_BEFORE))
        return class == UPPER && before == STOP && k >= first + 2 && t->initial[k - 2] == LOWER;
    if (before <= MARK && !in_class_set(RISING, class)) return 0;
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
        if (t->id[at - 2] != t->opens || t->initial[at - 1] != DIGIT) break;
        at -= 3;
    }
    for (int k = 0; k < 2; k++)
        if (in_class_set(CLOSING, t->initial[at]) && at > first && !(t->flags[at] & GAP_BEFORE)) at--;
    *mark = at;
    *word = at - (t->initial[at] > MARK && at > first);
}

static uint64_t bucket(const core_tables *tables, size_t count) {
    return tables->buckets[count < 127 ? count : 127];
}

static uint64_t shape(const marked_tokens *t, size_t k) {
    return shape_of(t->run, t->start[k], t->end[k], t->initial[k]);
}

/* The values at the gap before token `k` of the line `first` to `last`: see `gap_features`. */
static void describe_gap(
    const marked_tokens *t, size_t k, size_t first, size_t last, uint64_t style, uint64_t *values
) {
    const core_tables *tables = t->run->tables;
    size_t word, mark;
    word_and_mark(t, k, first, &word, &mark);
    int has_second = k >= first + 2, has_then = k < last, has_before = word > first;
    uint64_t before = has_before ? t->id[word - 1] : NO_TOKEN;
    uint64_t mark_space = t->flags[mark] & GAP_BEFORE, next_space = t->flags[k] & GAP_BEFORE;
    uint64_t word_space = t->flags[word] & GAP_BEFORE;
    uint64_t then_space = has_then ? (uint64_t)(t->flags[k + 1] & GAP_BEFORE) : NO_TOKEN;
    uint64_t mark_shape = shape(t, mark);
    uint64_t mark_or_shape = t->initial[mark] > MARK ? t->id[mark] : mark_shape;
    uint64_t word_id = t->id[word], next_id = t->id[k], last_id = t->id[k - 1];
    uint8_t word_flags = punkt_flags(tables, word_id), next_flags = punkt_flags(tables, next_id);
    uint8_t pair_flags = punkt_flags(tables, mix(word_id * 3 + next_id));
    values[ABBREVIATED] = (word_flags & ABBREVIATION ? 1 : 0) + (before == t->stop && !word_space ? 2 : 0);
    values[BEFORE_MARK] = mark >= first + 2 ? t->id[mark - 2] : NO_TOKEN;
    values[BEFORE_SHAPE] = has_before ? shape(t, word - 1) : NO_TOKEN;
    values[COMMON] = (next_flags & LOWER_WORD) != 0;
    values[END] = t->initial[last];
    values[GLUE] = next_space * 4 + mark_space * 2 + then_space;
    values[LAST] = last_id;
    values[M_SHAPE] = mark_shape;
    values[MARK_VALUE] = mark_or_shape * 31 + (last_id != mark_or_shape);
    values[NEXT] = next_id;
    values[NEXT_SHAPE] = shape(t, k);
    values[NEXT_SUFFIX] = suffix_of(t->run, t->start[k], t->end[k]);
    values[REST] = bucket(tables, last - k);
    values[RUN] = bucket(tables, k - first);
    values[SECOND_SHAPE] = has_second ? shape(t, k - 2) : NO_TOKEN;
    values[STARTS] = (next_flags & STARTER) != 0;
    values[STYLE] = style;
    values[THEN] = has_then ? t->id[k + 1] : NO_TOKEN;
    values[THEN_SHAPE] = has_then ? shape(t, k + 1) : NO_TOKEN;
    values[TOGETHER] = (pair_flags & COLLOCATION) != 0;
    values[W] = word_id;
    values[W_SHAPE] = shape(t, word);
    values[W_SUFFIX] = suffix_of(t->run, t->start[word], t->end[word]);
}

static int begins_sentence(const core_tables *tables, const uint64_t *values) {
    uint64_t hashes[MOST_TEMPLATES];
    uint32_t shift = 64 - tables->gap_bits;
    int32_t sum = 0;
    hash_templates(&tables->gap_templates, values, hashes);
    for (uint32_t k = 0; k < tables->gap_templates.count; k++) sum += tables->gap_weights[hashes[k] >> shift];
    return tables->gap_bias + tables->gap_scale * (double)sum > 0;
}

/* Flags what begins a sentence among the tokens `first` to `stop` of a document with lines. */
void split_lines(core_run *run, size_t first, size_t stop, uint64_t style) {
    token_columns *own = &run->tokens;
    marked_tokens t = {
        run, (const uint32_t *)own->start.data, (const uint32_t *)own->end.data,
        (const uint64_t *)own->id.data, (const uint8_t *)own->initial.data, (uint8_t *)own->flags.data,
        mix(',' * GOLDEN), mix('.' * GOLDEN), mix('[' * GOLDEN), mix(']' * GOLDEN),
    };
    uint64_t values[VALUES];
    size_t line = first, next_line = first;
    for (size_t k = first; k < stop; k++) {
        if (t.flags[k] & BREAK) {
            t.flags[k] |= BEGINS;
            line = k;
            next_line = 0;
            continue;
        }
        if (!is_undecided(&t, k, line)) continue;
        if (next_line == 0) {
            for (next_line = k + 1; next_line < stop && !(t.flags[next_line] & BREAK);) next_line++;
        }
        describe_gap(&t, k, line, next_line - 1, style, values);
        if (begins_sentence(run->tables, values)) t.flags[k] |= BEGINS;
    }
}
