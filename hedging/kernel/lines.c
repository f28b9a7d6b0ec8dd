/* Tokens of a document -> its lines, as hedging.text.lines: sets the flags of the tokens. */
#include "core.h"

static const uint32_t FINAL = 1u << STOP | 1u << CLOSER | 1u << QUOTE;

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

static uint64_t level(double share, double low, double middle, double high) {
    return (uint64_t)(share >= low) + (share >= middle) + (share >= high);
}

/* How the document punctuates: see `_style`. */
static uint64_t style_of(const document_tokens *t, size_t first) {
    int64_t lines = 0, open = 0, stops = 0, lower = 0;
    for (size_t k = first; k < t->stop; k++) {
        int ends_line = k + 1 == t->stop || t->flags[k + 1] & BREAK;
        if (ends_line) {
            lines++;
            open += !in_class_set(FINAL, class_of_shape(t->shape[k]));
        } else if (class_of_shape(t->shape[k]) == STOP && t->flags[k + 1] & GAP_BEFORE) {
            stops++;
            lower += class_of_shape(t->shape[k + 1]) == LOWER;
        }
    }
    double open_share = ((double)open + 0.2) / (double)(lines + 1);
    double lower_share = ((double)lower + 0.1) / (double)(stops + 1);
    return level(open_share, 0.1, 0.3, 0.6) * 4 + level(lower_share, 0.03, 0.1, 0.3);
}

/* Flags what begins a line among the tokens `first` to `stop` of a document, at least one. */
int lay_out_lines(core_run *run, size_t first, size_t stop, uint64_t *style) {
    token_columns *own = &run->tokens;
    document_tokens t = {
        (const uint32_t *)own->start.data, (const uint32_t *)own->end.data, (const uint64_t *)own->id.data,
        (const uint8_t *)own->shape.data, (uint8_t *)own->flags.data, stop,
    };
    size_t count = 0;
    for (size_t k = first; k < stop; k++) {
        uint8_t ends = t.flags[k] / LINE_ENDS;
        if (ends == 0) continue;
        t.flags[k] |= ends == 1 ? HEAD : HEAD | BREAK;
        count++;
    }
    uint32_t *heads = core_room(run, &run->heads, count, 4);
    if (!heads) return run->failed;
    count = 0;
    for (size_t k = first; k < stop; k++)
        if (t.flags[k] & HEAD) heads[count++] = (uint32_t)k << 1;
    for (size_t k = 0; k < count; k++) heads[k] |= (uint32_t)is_item(run, &t, heads[k] >> 1);
    undo_wraps(&t, heads, count);
    *style = style_of(&t, first);
    return CORE_OK;
}
