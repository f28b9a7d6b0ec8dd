/* A flat file of the tables of sources -> pointers into it, all checked: see hedging/kernel/sources.py. */
#include "sources.h"

/* Scores of such lines are finite, whatever the sum. */
static int is_good(line line) {
    const double most = 1e100;
    return line.scale > -most && line.scale < most && line.bias > -most && line.bias < most;
}

/* Whether tags and slots lead into their tables, and nothing tells of a row what its sentence does. */
static int has_good_words(const source_tables *t) {
    size_t words = t->words_count;
    const uint32_t of_tag = (ROW_COMMA - ROW_SAYING) | (FAMILIES - 1);
    const uint32_t of_word = of_tag | (ROW_VERB - ROW_COMMA) | ~0u << OPENING_SHIFT;
    if (words < 1 || words > MOST_CODES || t->class_tags_count < 1 || t->words[words - 1].hash != UINT64_MAX) return 0;
    for (size_t k = 0; k < words; k++)
        if (t->words[k].facts & ~of_word || t->words[k].tag >= 2 * WORD_LISTED) return 0;
    for (size_t k = 0; k < t->first_count; k++)
        if (t->first[k] >= words) return 0;
    for (size_t k = 0; k < t->class_tags_count; k++)
        if (t->class_tags[k] >= TAG_UNKNOWN) return 0;
    for (uint32_t k = 0; k < TAGS; k++)
        if (t->tag_facts[k] & ~of_tag) return 0;
    return 1;
}

static const section_form FORMS[] = {SOURCES_FORMS(source_tables)};

int sources_open(const uint8_t *content, size_t size, source_tables *t) {
    const file_form file = {SOURCES_FILE, SOURCES_SECTIONS, DEPTH_FINGERPRINT, FORMS};
    memset(t, 0, sizeof *t);
    int failed = open_sections(content, size, &file, t);
    if (failed) return failed;
    uint32_t bits = t->first_count ? highest_bit(t->first_count) : 0;
    if (bits < 1 || bits > 31 || t->first_count != (size_t)1 << bits || !has_good_words(t)) return CORE_BAD_TABLES;
    t->shift = 64 - bits;
    const sources_numbers *n = &t->numbers;
    const line lines[] = {
        n->begin_line, n->end_line, n->pair_line, n->none_line, n->writer_line, n->holder_line, n->negated_line,
    };
    for (size_t k = 0; k < sizeof lines / sizeof *lines; k++)
        if (!is_good(lines[k])) return CORE_BAD_TABLES;
    return CORE_OK;
}
