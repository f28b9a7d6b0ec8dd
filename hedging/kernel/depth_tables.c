/* Flat files of the tables of depth, of scopes and of sources -> pointers into them, all checked: see
   depth_tables.py. */
#include "depth.h"

static int64_t size_of(int64_t number) { return number < 0 ? -number : number; }

/* Whether no sum of weights of the network could be too great for its numbers. The inputs are those of
   `inputs_of`, and the bias. */
static int are_summable(const int32_t *hidden, const int32_t *output, const depth_numbers *n) {
    const int64_t pull = 1 << 13, runs = RUNS_OF_TOKEN * 128, most = (int64_t)1 << 53;
    int64_t total = size_of(output[HIDDEN]);
    for (int h = 0; h < HIDDEN; h++) {
        int64_t greatest = size_of(hidden[INPUTS * HIDDEN + h]);
        for (int k = 0; k < INPUTS; k++) {
            int64_t input = k < STRONGEST ? runs : k == STRONGEST ? pull : pull * (int64_t)n->longest;
            greatest += size_of(hidden[k * HIDDEN + h]) * (k < KIND_INPUTS ? input : (int64_t)n->most_cues);
        }
        if (greatest > INT32_MAX) return 0;
        if (output[h] && greatest > most / size_of(output[h])) return 0;
        total += greatest * size_of(output[h]);
        if (total > most) return 0;
    }
    return 1;
}

int depth_open_tables(const uint8_t *content, size_t size, void *tables) {
    const file_form file = DEPTH_FORM(depth_tables);
    depth_tables *t = tables;
    int failed = open_sections(content, size, &file, tables);
    if (failed) return failed;
    if (!DEPTH_FITS(t->numbers) || !are_summable(t->hidden, t->output, &t->numbers)) return CORE_BAD_TABLES;
    for (uint32_t k = 0; k <= t->openings.count; k++) {
        uint64_t place = t->openings.known[k] >> (64 - FILTER_BITS);
        t->opening_bits[place / 64] |= (uint64_t)1 << place % 64;
    }
    for (size_t k = 0; k < t->marks_count; k++) {
        if (t->marks[k].role >= 4 * QUOTE_FAMILIES) return CORE_BAD_TABLES;
        if (t->marks[k].code < PLAIN) t->plain_marks[t->marks[k].code] = (uint8_t)t->marks[k].role;
    }
    return CORE_OK;
}

int scopes_open(const uint8_t *content, size_t size, void *tables) {
    const file_form file = SCOPES_FORM(scope_tables);
    return open_sections(content, size, &file, tables);
}

/* Whether tags lead into their tables, and nothing tells of a row what its sentence does. */
static int has_good_words(const source_tables *t) {
    const uint32_t of_tag = (ROW_COMMA - ROW_SAYING) | (FAMILIES - 1);
    const uint32_t of_word = of_tag | (ROW_VERB - ROW_COMMA) | ~0u << OPENING_SHIFT;
    if (t->class_tags_count < 1) return 0;
    for (size_t k = 0; k <= t->words.count; k++)
        if (t->known_words[k].facts & ~of_word || t->known_words[k].tag >= 2 * WORD_LISTED) return 0;
    for (size_t k = 0; k < t->class_tags_count; k++)
        if (t->class_tags[k] >= TAG_UNKNOWN) return 0;
    for (uint32_t k = 0; k < TAGS; k++)
        if (t->tag_facts[k] & ~of_tag) return 0;
    return 1;
}

int sources_open(const uint8_t *content, size_t size, void *tables) {
    const file_form file = SOURCES_FORM(source_tables);
    const source_tables *t = tables;
    int failed = open_sections(content, size, &file, tables);
    return failed || (SOURCES_FITS(t->numbers) && has_good_words(t)) ? failed : CORE_BAD_TABLES;
}
