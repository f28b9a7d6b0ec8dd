/* Flat bytes of tables -> pointers into them, all checked: hedging/kernel/sources.py writes them. */
#include "sources.h"

/* Whole numbers, then fractions, then the tables, each on a boundary of 8 bytes. */
enum { MARK_OF_FILE, WORDS, SLOT_BITS, CLASSES, NUMBERS };
enum { LINES = 7, FRACTIONS = 2 * LINES + 1 + HOLDERS };

typedef struct {
    const uint8_t *content;
    size_t size, at;
} reader;

/* The next table, of so many values; NULL when the bytes end before it does. */
static const void *next_table(reader *r, size_t count, size_t width) {
    if (count > (r->size - r->at) / width) return NULL;
    const uint8_t *table = r->content + r->at;
    size_t size = (count * width + 7) & ~(size_t)7;
    if (size > r->size - r->at) return NULL;
    r->at += size;
    return table;
}

/* Scores of such lines are finite, whatever the sum. */
static int is_good(line line) {
    const double most = 1e100;
    return line.scale > -most && line.scale < most && line.bias > -most && line.bias < most;
}

/* Whether tags and slots lead into their tables, and nothing tells of a row what its sentence does. */
static int has_good_words(const source_tables *t, size_t words, size_t slots) {
    const uint32_t of_tag = (ROW_COMMA - ROW_SAYING) | (FAMILIES - 1);
    const uint32_t of_word = of_tag | (ROW_VERB - ROW_COMMA) | ~0u << OPENING_SHIFT;
    if (words < 1 || t->words[words - 1].hash != UINT64_MAX) return 0;
    for (size_t k = 0; k < words; k++)
        if (t->words[k].facts & ~of_word || t->words[k].tag >= 2 * WORD_LISTED) return 0;
    for (size_t k = 0; k < slots; k++)
        if (t->first[k] >= words) return 0;
    for (uint32_t k = 0; k < t->classes; k++)
        if (t->class_tags[k] >= TAG_UNKNOWN) return 0;
    for (uint32_t k = 0; k < TAGS; k++)
        if (t->tag_facts[k] & ~of_tag) return 0;
    return 1;
}

int sources_open(const uint8_t *content, size_t size, source_tables *t) {
    reader r = {content, size, 0};
    memset(t, 0, sizeof *t);
    const uint64_t *numbers = next_table(&r, NUMBERS, 8);
    const double *fractions = numbers ? next_table(&r, FRACTIONS, 8) : NULL;
    if (!fractions || numbers[MARK_OF_FILE] != DEPTH_FINGERPRINT) return CORE_BAD_TABLES;
    if (numbers[WORDS] > size || numbers[CLASSES] > size || numbers[SLOT_BITS] - 1 > 30)
        return CORE_BAD_TABLES;
    size_t words = (size_t)numbers[WORDS], slots = (size_t)1 << numbers[SLOT_BITS];
    t->classes = (uint32_t)numbers[CLASSES];
    t->count = (uint32_t)numbers[WORDS];
    t->shift = 64 - (uint32_t)numbers[SLOT_BITS];
    int good = (t->words = next_table(&r, words, sizeof(known_word)))
        && (t->first = next_table(&r, slots, 4)) && t->classes > 0
        && (t->class_tags = next_table(&r, t->classes, 2)) && (t->tag_facts = next_table(&r, TAGS, 4))
        && (t->begins = next_table(&r, FAMILIES, 8)) && (t->ends = next_table(&r, FAMILIES, 8))
        && (t->begin = next_table(&r, 1 << SOURCE_BITS, 1))
        && (t->end = next_table(&r, 1 << SOURCE_BITS, 1))
        && (t->pair = next_table(&r, 1 << SOURCE_BITS, 1))
        && (t->none = next_table(&r, 1 << SOURCE_BITS, 1))
        && (t->small_pairs = next_table(&r, SMALL_PAIRS, 1))
        && (t->holder = next_table(&r, 2 << HOLDER_BITS, 4))
        && (t->negated = next_table(&r, 1 << NEGATED_BITS, 1)) && r.at == size
        && has_good_words(t, words, slots);
    if (!good) return CORE_BAD_TABLES;
    line *lines[LINES] = {
        &t->begin_line, &t->end_line, &t->pair_line, &t->none_line,
        &t->writer_line, &t->holder_line, &t->negated_line,
    };
    for (int k = 0; k < LINES; k++) {
        *lines[k] = (line){fractions[2 * k], fractions[2 * k + 1]};
        if (!is_good(*lines[k])) return CORE_BAD_TABLES;
    }
    t->sure = fractions[2 * LINES];
    memcpy(t->thresholds, fractions + 2 * LINES + 1, sizeof t->thresholds);
    return CORE_OK;
}
