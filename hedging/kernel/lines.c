/* Tokens of a document -> its lines, as hedging.text.lines: sets the flags of the tokens. */
#include "core.h"

typedef struct {
    const uint32_t *start, *end;
    const uint64_t *id;
    const uint8_t *shape;
    uint8_t *flags;
    size_t stop;
} document_tokens;

/* Whether the line that begins at `head` is a list item; the token after its bullet or its number
   gets a flag. */
static int is_item(const core_run *run, const document_tokens *t, size_t head) {
    size_t second = head + 1, third = head + 2;
    if (second >= t->stop || t->flags[second] & HEAD) return 0;
    uint32_t length = t->end[head] - t->start[head];
    uint8_t class = class_of_shape(t->shape[head]);
    if (t->flags[second] & GAP_BEFORE) {
        int is_bullet = 0;
        for (size_t k = 0; k < BULLETS; k++) is_bullet |= t->id[head] == run->bullets[k];
        if (is_bullet) t->flags[second] |= ENUMERATOR;
        return is_bullet;
    }
    if (length > 2 || class < LOWER || class > DIGIT) return 0;
    uint64_t mark = t->id[second];
    if (mark != mix(')' * GOLDEN) && !(mark == mix('.' * GOLDEN) && class == DIGIT)) return 0;
    if (third >= t->stop || !(t->flags[third] & GAP_BEFORE) || t->flags[third] & HEAD) return 0;
    t->flags[third] |= ENUMERATOR;
    return 1;
}

/* Decides which single line ends are only wraps: see `_wraps`. The item of each head is in its
   lowest bit. */
static void undo_wraps(const document_tokens *t, const uint32_t *heads, size_t count) {
    double total = 0.0;
    int64_t single_count = 0, lower_count = 0;
    for (size_t k = 1; k < count; k++) {
        size_t head = heads[k] >> 1, above = heads[k - 1] >> 1;
        if (t->flags[head] & BREAK) continue;
        single_count++;
        if (class_of_shape(t->shape[head]) != LOWER || heads[k] & 1) continue;
        lower_count++;
        total += (double)(t->end[head - 1] - t->start[above]);
    }
    if (single_count == 0) return;
    double width = total / (double)(lower_count > 1 ? lower_count : 1);
    int hard_wrapped = (double)lower_count >= 0.3 * (double)single_count;
    for (size_t k = 1; k < count; k++) {
        size_t head = heads[k] >> 1, before = heads[k - 1] >> 1;
        if (t->flags[head] & BREAK) continue;
        double above = (double)(t->end[head - 1] - t->start[before]);
        double word = (double)(t->end[head] - t->start[head]);
        int full = class_of_shape(t->shape[head]) == LOWER ? above >= 0.5 * width : above + 1 + word > 0.85 * width;
        if (!(hard_wrapped && full && !(heads[k] & 1))) t->flags[head] |= BREAK;
    }
}

/* Flags what begins a line of a document, from its heads: the tokens behind line ends. */
void lay_out_lines(core_run *run, size_t stop) {
    token_columns *own = &run->tokens;
    document_tokens t = {
        (const uint32_t *)own->start.data, (const uint32_t *)own->end.data, (const uint64_t *)own->id.data,
        (const uint8_t *)own->shape.data, (uint8_t *)own->flags.data, stop,
    };
    uint32_t *heads = (uint32_t *)run->heads.data;
    for (size_t k = 0; k < run->head_count; k++)
        heads[k] = heads[k] << 1 | (uint32_t)is_item(run, &t, heads[k]);
    undo_wraps(&t, heads, run->head_count);
}
