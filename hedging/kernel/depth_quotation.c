/* Tokens of a bite -> which of them stand inside quotation marks: hedging.depth.quotation. */
#include "depth.h"

/* The last mark of a family in its document. */
typedef struct {
    size_t token, paragraph, ordinal;
    int is_there, opens;
} last_mark;

static const uint32_t MARK_CLASSES = 1u << APOSTROPHE | 1u << OPENER | 1u << CLOSER | 1u << QUOTE;
static const uint32_t LETTERS = 1u << LOWER | 1u << UPPER;
static const uint32_t IN_WORDS = 1u << LOWER | 1u << UPPER | 1u << DIGIT;

static uint8_t class_at(const core_run *run, size_t place) {
    return (uint8_t)((look_up(run->characters, run->request->codes[place]) >> 24) - 1);
}

/* Family and role of the token at a code point, or 0. */
static uint32_t mark_at(const core_run *run, const depth_tables *t, size_t place) {
    uint32_t code = look_up(run->characters, run->request->codes[place]) & 0xFFFFFF;
    for (size_t k = 0; k < t->mark_count; k++)
        if (t->marks[2 * k] == code) return t->marks[2 * k + 1];
    return 0;
}

/* Whether a mark opens a quotation, and whether it closes one: see `_directions`. */
static void directions(const core_run *run, size_t place, uint32_t mark, size_t ordinal, int *opens, int *closes) {
    uint32_t role = mark & 3;
    /* Two line ends stand behind every document. */
    uint8_t before = place > 0 ? class_at(run, place - 1) : NEWLINE, behind = class_at(run, place + 1);
    int is_free = before <= NEWLINE || before == OPENER;
    int straight_opens = is_free && behind > NEWLINE;
    int straight_closes = !is_free && !in_class_set(IN_WORDS, behind);
    if (mark >> 2 == SINGLE_FAMILY) {
        *opens = role == BOTH ? straight_opens && in_class_set(LETTERS, behind) : role == OPENS;
        *closes = role == BOTH && !*opens && straight_closes;
        return;
    }
    if (role == BOTH) *opens = straight_opens == straight_closes ? ordinal % 2 == 0 : straight_opens;
    else *opens = role == OPENS || (straight_opens && !straight_closes);
    *closes = !*opens;
}

/* Flags the tokens of the bite that stand inside a quotation. */
int find_quotations(core_run *run, const depth_round *round, uint8_t *quoted) {
    const uint8_t *shape = (const uint8_t *)run->tokens.shape.data, *flags = (const uint8_t *)run->tokens.flags.data;
    const uint32_t *start = (const uint32_t *)run->tokens.start.data;
    last_mark last[QUOTE_FAMILIES] = {{0, 0, 0, 0, 0}, {0, 0, 0, 0, 0}, {0, 0, 0, 0, 0}};
    size_t paragraph = 0, document_end = 0;
    const size_t *document = run->request->document;
    memset(quoted, 0, run->tokens.count);
    for (size_t k = 0; k < run->tokens.count; k++) {
        paragraph += (flags[k] & PARAGRAPH) != 0;
        /* A mark is a single character of some classes. */
        if (!in_class_set(MARK_CLASSES, class_of_shape(shape[k])) || shape[k] & 2) continue;
        uint32_t mark = mark_at(run, round->tables, start[k]);
        if (mark == 0) continue;
        if (start[k] >= document_end) {
            /* The first mark of its document. */
            for (int f = 0; f < QUOTE_FAMILIES; f++) last[f].is_there = 0;
            size_t low = 0, high = run->request->documents;
            while (high - low > 1) {
                size_t middle = low + (high - low) / 2;
                if (document[middle] <= start[k]) low = middle;
                else high = middle;
            }
            document_end = document[low + 1];
        }
        last_mark *left = &last[mark >> 2];
        int same = left->is_there && left->paragraph == paragraph, opens, closes;
        size_t ordinal = same ? left->ordinal + 1 : 0;
        directions(run, start[k], mark, ordinal, &opens, &closes);
        int goes_on = left->is_there && !same && left->opens && opens && flags[k] & HEAD;
        if ((same && left->opens && closes) || goes_on) memset(quoted + left->token, 1, k - left->token);
        *left = (last_mark){k, paragraph, ordinal, 1, opens};
    }
    return CORE_OK;
}
