/* A flat file of the tables of depth -> pointers into it, all checked: see depth_tables.py. */
#include "depth.h"

enum {
    NUMBERS = 1, SCALES, SIGNALS, OPENINGS_KNOWN, OPENINGS_FIRST, CLAIMS, WORDS_KNOWN, WORDS_FIRST, WORD_FACTS,
    RUNS, PHRASES_KNOWN, PHRASES_FIRST, PHRASE_LOG_ODDS, KIND_LOG_ODDS, MODIFIERS_KNOWN, MODIFIERS_FIRST,
    MODIFIER_EFFECTS, FINAL_MARKS, BULLETS_OF_ITEMS, MARKUP,
    ITEM_ENDS, MARKS, SECTIONS
};

static int open_list(const section *own, id_list *list) {
    list->ids = (const uint64_t *)own->data;
    list->count = own->size / 8;
    return own->size % 8 == 0;
}

int depth_open_tables(const uint8_t *content, size_t size, depth_tables *t) {
    section s[SECTIONS];
    memset(t, 0, sizeof *t);
    int failed = find_sections(content, size, s, SECTIONS);
    if (failed) return failed;
    if (s[NUMBERS].size != sizeof t->numbers || s[SCALES].size != 24) return CORE_BAD_TABLES;
    memcpy(&t->numbers, s[NUMBERS].data, sizeof t->numbers);
    memcpy(&t->signal_scale, s[SCALES].data, 8);
    memcpy(&t->signal_bias, s[SCALES].data + 8, 8);
    memcpy(&t->short_bias, s[SCALES].data + 16, 8);
    const depth_numbers *n = &t->numbers;
    int good = open_index(&s[OPENINGS_KNOWN], &s[OPENINGS_FIRST], &t->openings)
        && open_index(&s[WORDS_KNOWN], &s[WORDS_FIRST], &t->words)
        && open_index(&s[PHRASES_KNOWN], &s[PHRASES_FIRST], &t->phrases)
        && open_index(&s[MODIFIERS_KNOWN], &s[MODIFIERS_FIRST], &t->modifiers)
        && n->signal_bits == SIGNAL_BITS && n->claim_bits == CLAIM_BITS && n->run_bits == RUN_BITS
        && n->dimensions == DIMENSIONS && n->roles == ROLES && n->unit > 0 && n->unit < 1 << 16
        && n->greatest < 1 << 30 && n->reach < 64 && n->most_tokens == MOST_TOKENS
        && s[SIGNALS].size == 1 << SIGNAL_BITS && s[CLAIMS].size == (2 * ROLE_COLUMNS) << CLAIM_BITS
        && s[RUNS].size == (2 * DIMENSIONS) << RUN_BITS && n->initial_bits == INITIAL_BITS && s[KIND_LOG_ODDS].size == 2 * KINDS
        && s[WORD_FACTS].size == 4 * ((size_t)t->words.count + 1)
        && s[PHRASE_LOG_ODDS].size == 2 * ((size_t)t->phrases.count + 1)
        && s[MODIFIER_EFFECTS].size == 2 * EFFECTS * ((size_t)t->modifiers.count + 1)
        && open_list(&s[FINAL_MARKS], &t->final_marks) && open_list(&s[BULLETS_OF_ITEMS], &t->bullets)
        && open_list(&s[MARKUP], &t->markup) && open_list(&s[ITEM_ENDS], &t->item_ends) && s[MARKS].size % 8 == 0;
    if (!good) return CORE_BAD_TABLES;
    t->signals = (const int8_t *)s[SIGNALS].data;
    t->claims = (const int8_t *)s[CLAIMS].data;
    t->runs = (const int8_t *)s[RUNS].data;
    t->word_facts = (const uint32_t *)s[WORD_FACTS].data;
    t->phrase_log_odds = (const int16_t *)s[PHRASE_LOG_ODDS].data;
    t->kind_log_odds = (const int16_t *)s[KIND_LOG_ODDS].data;
    t->modifier_effects = (const int16_t *)s[MODIFIER_EFFECTS].data;
    t->marks = (const uint32_t *)s[MARKS].data;
    t->mark_count = s[MARKS].size / 8;
    for (size_t k = 0; k < t->mark_count; k++)
        if (t->marks[2 * k + 1] >= 4 * FAMILIES) return CORE_BAD_TABLES;
    return CORE_OK;
}
