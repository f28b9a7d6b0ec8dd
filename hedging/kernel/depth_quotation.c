/* Tokens of a block -> which of them stand inside quotation marks: hedging.depth.quotation. */
#include "depth.h"

/* The last mark of a family in its document. */
typedef struct {
    size_t token, paragraph, ordinal;
    int is_there, opens;
} last_mark;

static const uint32_t LETTERS = 1u << LOWER | 1u << UPPER;
static const uint32_t IN_WORDS = 1u << LOWER | 1u << UPPER | 1u << DIGIT;

static uint8_t class_at(const core_run *run, size_t place) {
    return (uint8_t)((look_up(run->characters, run->request->codes[place]) >> 24) - 1);
}

/* Family and role of the token at a code point, or 0. */
static uint32_t mark_at(const core_run *run, const depth_tables *t, size_t place) {
    uint32_t code = look_up(run->characters, run->request->codes[place]) & 0xFFFFFF;
    if (code < PLAIN) return t->plain_marks[code];
    for (size_t k = 0; k < t->marks_count; k++)
        if (t->marks[k].code == code) return t->marks[k].role;
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
        *opens = role == QUOTE_BOTH ? straight_opens && in_class_set(LETTERS, behind) : role == QUOTE_OPENS;
        *closes = role == QUOTE_BOTH && !*opens && straight_closes;
        return;
    }
    if (role == QUOTE_BOTH) *opens = straight_opens == straight_closes ? ordinal % 2 == 0 : straight_opens;
    else *opens = role == QUOTE_OPENS || straight_opens;
    *closes = !*opens;
}

enum { EIGHT = 8 };

/* Which of eight tokens may be marks: single characters of some classes. The highest bit of a byte says
   so. */
static uint64_t possible_marks(uint64_t shapes) {
    static const uint64_t classes[] = {EACH_BYTE(APOSTROPHE), EACH_BYTE(OPENER), EACH_BYTE(CLOSER), EACH_BYTE(QUOTE)};
    uint64_t of_token = shapes >> 2 & EACH_BYTE(0x3F), found = 0;
    /* No byte is above 0x80, and so none borrows from the next. */
    for (int k = 0; k < 4; k++) found |= EACH_BYTE(0x80) - (of_token ^ classes[k]);
    return found & EACH_BYTE(0x80) & ~(shapes << 6);
}

/* What is known while the marks of a block are read in order. */
typedef struct {
    const core_run *run;
    const depth_tables *tables;
    uint8_t *quoted;
    last_mark last[QUOTE_FAMILIES];
    size_t paragraph, document_end;
} open_quotations;

/* Forgets the marks before a document, of which a mark at a code point is the first. */
static void enter_document(open_quotations *open, size_t place) {
    const core_request *request = open->run->request;
    for (int f = 0; f < QUOTE_FAMILIES; f++) open->last[f].is_there = 0;
    size_t low = 0, high = request->documents;
    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;
        if (request->document[middle] <= place) low = middle;
        else high = middle;
    }
    open->document_end = request->document[low + 1];
}

/* Flags the tokens before token `k` that stand in a quotation which it closes or goes on with. */
static void read_mark(open_quotations *open, size_t k) {
    const core_run *run = open->run;
    size_t place = run->tokens.start[k];
    uint32_t mark = mark_at(run, open->tables, place);
    if (mark == 0) return;
    if (place >= open->document_end) enter_document(open, place);
    last_mark *left = &open->last[mark >> 2];
    int same = left->is_there && left->paragraph == open->paragraph, opens, closes;
    size_t ordinal = same ? left->ordinal + 1 : 0;
    directions(run, place, mark, ordinal, &opens, &closes);
    int is_head = (run->tokens.flags[k] & HEAD) != 0;
    int goes_on = left->is_there && !same && left->opens && opens && is_head;
    if ((same && left->opens && closes) || goes_on) memset(open->quoted + left->token, 1, k - left->token);
    *left = (last_mark){k, open->paragraph, ordinal, 1, opens};
}

/* Flags the tokens of the block that stand inside a quotation. */
void find_quotations(const core_run *run, const depth_tables *tables, uint8_t *quoted) {
    const uint8_t *shape = run->tokens.shape, *flags = run->tokens.flags;
    size_t count = run->tokens.count;
    open_quotations open = {.run = run, .tables = tables, .quoted = quoted};
    memset(quoted, 0, count);
    for (size_t k = 0; k < count; k += EIGHT) {
        uint64_t marks = possible_marks(load_bytes(shape + k, count - k));
        uint64_t paragraphs = load_bytes(flags + k, count - k) & EACH_BYTE(PARAGRAPH);
        for (; marks | paragraphs; marks &= marks - 1) {
            uint32_t at = marks ? lowest_bit(marks) / 8 : EIGHT - 1;
            uint64_t before = paragraphs << 8 * (EIGHT - 1 - at);
            open.paragraph += before != 0;
            paragraphs = at < EIGHT - 1 ? paragraphs >> 8 * (at + 1) << 8 * (at + 1) : 0;
            if (marks == 0) break;
            read_mark(&open, k + at);
        }
    }
}
