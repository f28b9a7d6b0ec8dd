/* A flat file of the tables of depth -> pointers into it, all checked: see depth_tables.py. */
#include "depth.h"

enum {
    NUMBERS = 1, FRACTIONS, SIGNALS, OPENINGS_KNOWN, OPENINGS_FIRST, CLAIMS, WORDS_KNOWN, WORDS_FIRST, WORD_FACTS,
    RUN_WORDS, RUNS, PHRASES_KNOWN, PHRASES_FIRST, PHRASE_LOG_ODDS, KIND_LOG_ODDS, MODIFIERS_KNOWN, MODIFIERS_FIRST,
    MODIFIER_EFFECTS, FIGURE_LOG_ODDS, HIDDEN_WEIGHTS, OUTPUT_WEIGHTS, FINAL_MARKS, BULLETS_OF_ITEMS,
    MARKUP, ITEM_ENDS, MARKS, SECTIONS
};

/* Whether log-odds are so near to 0 that what is added up and multiplied fits its numbers. */
static int are_near(const depth_numbers *n) {
    const int64_t most = 1 << 12;
    return n->plain > -most && n->plain < most && n->no_chance > -most && n->no_chance < most
        && n->not_certain > -most && n->not_certain < most && n->greatest < (uint64_t)most;
}

static int lies_within(double number, double most) { return number >= -most && number <= most; }

/* Whether log-odds of sentences stay so small that they can be rounded. */
static int are_small(const depth_fractions *f) {
    int are = lies_within(f->network_scale, 1e-6) && lies_within(f->by_cues, 2);
    for (int k = 0; k < 3; k++)
        are = are && lies_within(f->pull_shares[k], 9) && lies_within(f->claim_shares[k], 9);
    return are;
}

static int64_t size_of(int64_t number) { return number < 0 ? -number : number; }

/* Lays out the weights of the network; 0 if a sum of theirs could be too great for its numbers. The
   inputs are those of `inputs_of`, and the bias. */
static int read_weights(const int32_t *hidden, const int32_t *output, const depth_numbers *n, depth_network *to) {
    const int64_t pull = 1 << 13, runs = RUNS_OF_TOKEN * 128, longest = (int64_t)n->longest, most = (int64_t)1 << 53;
    int64_t total = size_of(to->output[HIDDEN] = output[HIDDEN]);
    for (int h = 0; h < HIDDEN; h++) {
        int64_t greatest = 0;
        int small = 0;
        for (int k = 0; k < INPUTS; k++) {
            int64_t weight = hidden[k * HIDDEN + h];
            if (k == STRONGEST + 1 || k == STRONGEST + 2) {
                to->large[k - STRONGEST - 1][h] = (int32_t)weight;
                continue;
            }
            if (weight != (int16_t)weight) return 0;
            greatest += size_of(weight) * (k < STRONGEST ? runs : pull);
            to->small[small / 2][h][small % 2] = (int16_t)weight;
            small++;
        }
        to->bias[h] = hidden[INPUTS * HIDDEN + h];
        to->output[h] = output[h];
        greatest += size_of(to->bias[h]);
        greatest += pull * longest * (size_of(to->large[OTHERS][h]) + size_of(to->large[LIFTS][h]));
        if (greatest > INT32_MAX) return 0;
        if (to->output[h] && greatest > most / size_of(to->output[h])) return 0;
        total += greatest * size_of(to->output[h]);
        if (total > most) return 0;
    }
    return 1;
}

static int open_list(const section *own, id_list *list) {
    list->ids = (const uint64_t *)own->data;
    list->count = own->size / 8;
    list->bits = 0;
    for (size_t k = 0; k < list->count; k++) list->bits |= (uint64_t)1 << (list->ids[k] & 63);
    return own->size % 8 == 0;
}

int depth_open_tables(const uint8_t *content, size_t size, depth_tables *t) {
    section s[SECTIONS];
    memset(t, 0, sizeof *t);
    int failed = find_sections(content, size, s, SECTIONS);
    if (failed) return failed;
    if (s[NUMBERS].size != sizeof t->numbers || s[FRACTIONS].size != sizeof t->fractions) return CORE_BAD_TABLES;
    memcpy(&t->numbers, s[NUMBERS].data, sizeof t->numbers);
    memcpy(&t->fractions, s[FRACTIONS].data, sizeof t->fractions);
    const depth_numbers *n = &t->numbers;
    int good = open_index(&s[OPENINGS_KNOWN], &s[OPENINGS_FIRST], &t->openings)
        && open_index(&s[WORDS_KNOWN], &s[WORDS_FIRST], &t->words)
        && open_index(&s[PHRASES_KNOWN], &s[PHRASES_FIRST], &t->phrases)
        && open_index(&s[MODIFIERS_KNOWN], &s[MODIFIERS_FIRST], &t->modifiers)
        && n->signal_bits == SIGNAL_BITS && n->claim_bits == CLAIM_BITS && n->run_bits == RUN_BITS
        && n->dimensions == DIMENSIONS && n->roles == ROLES && n->unit > 0 && n->unit < 1 << 16
        && n->figures == FIGURES_FINGERPRINT && n->hidden == HIDDEN && n->most_tokens == MOST_TOKENS && n->longest < 1 << 16 && n->reach < 64
        && n->most_cues < 1 << 14 && n->most_of_short < 1 << 16 && are_near(n) && are_small(&t->fractions)
        && s[SIGNALS].size == 1 << SIGNAL_BITS && s[CLAIMS].size == (2 * ROLE_COLUMNS) << CLAIM_BITS
        && n->initial_bits == INITIAL_BITS && s[RUNS].size == (2 * DIMENSIONS) << RUN_BITS && s[KIND_LOG_ODDS].size == 2 * KINDS
        && s[WORD_FACTS].size == 4 * ((size_t)t->words.count + 1)
        && s[RUN_WORDS].size == sizeof(run_word) * ((size_t)t->words.count + 2 + OTHER_WORDS)
        && s[PHRASE_LOG_ODDS].size == 2 * ((size_t)t->phrases.count + 1)
        && s[MODIFIER_EFFECTS].size == 2 * EFFECTS * ((size_t)t->modifiers.count + 1)
        && s[FIGURE_LOG_ODDS].size == 2 * FIGURES && s[HIDDEN_WEIGHTS].size == 4 * HIDDEN * (INPUTS + 1)
        && s[OUTPUT_WEIGHTS].size == 4 * (HIDDEN + 1) && s[MARKS].size % 8 == 0
        && open_list(&s[FINAL_MARKS], &t->final_marks) && open_list(&s[BULLETS_OF_ITEMS], &t->bullets)
        && open_list(&s[MARKUP], &t->markup) && open_list(&s[ITEM_ENDS], &t->item_ends);
    if (!good) return CORE_BAD_TABLES;
    for (uint32_t k = 0; k <= t->openings.count; k++) {
        uint64_t place = t->openings.known[k] >> (64 - FILTER_BITS);
        t->opening_bits[place / 64] |= (uint64_t)1 << place % 64;
    }
    t->signals = (const int8_t *)s[SIGNALS].data;
    t->claims = (const int8_t *)s[CLAIMS].data;
    t->run_words = (const run_word *)s[RUN_WORDS].data;
    t->runs = (const int8_t *)s[RUNS].data;
    t->word_facts = (const uint32_t *)s[WORD_FACTS].data;
    t->phrase_log_odds = (const int16_t *)s[PHRASE_LOG_ODDS].data;
    t->kind_log_odds = (const int16_t *)s[KIND_LOG_ODDS].data;
    t->modifier_effects = (const int16_t *)s[MODIFIER_EFFECTS].data;
    t->figure_log_odds = (const int16_t *)s[FIGURE_LOG_ODDS].data;
    const int32_t *hidden = (const int32_t *)s[HIDDEN_WEIGHTS].data;
    if (!read_weights(hidden, (const int32_t *)s[OUTPUT_WEIGHTS].data, n, &t->network)) return CORE_BAD_TABLES;
    t->marks = (const uint32_t *)s[MARKS].data;
    t->mark_count = s[MARKS].size / 8;
    for (size_t k = 0; k < t->mark_count; k++) {
        if (t->marks[2 * k + 1] >= 4 * QUOTE_FAMILIES) return CORE_BAD_TABLES;
        if (t->marks[2 * k] < PLAIN) t->plain_marks[t->marks[2 * k]] = (uint8_t)t->marks[2 * k + 1];
    }
    return CORE_OK;
}
