/* Tokens of a document -> its lines, as hedging.text.lines: sets the flags of the tokens. */
#include "core.h"

static const uint32_t FINAL = 1u << STOP | 1u << CLOSER | 1u << QUOTE;

/* Whether the line that begins at `head` is a list item; the token after its bullet or its number
   gets a flag. Tokens are seen up to `stop`. */
static int is_item(const core_run *run, size_t head, size_t stop) {
    const tokens_columns *t = &run->tokens;
    size_t second = head + 1, third = head + 2;
    if (second >= stop || t->flags[second] & HEAD) return 0;
    uint32_t length = t->end[head] - t->start[head];
    uint8_t class = class_of_shape(t->shape[head]);
    if (t->flags[second] & GAP_BEFORE) {
        int is_bullet = 0;
        for (size_t k = 0; k < BULLETS; k++) is_bullet |= t->id[head] == run->bullets[k];
        if (is_bullet) t->flags[second] |= ENUMERATOR;
        return is_bullet;
    }
    if (length > 2 || class > DIGIT) return 0;
    uint64_t mark = t->id[second];
    if (mark != mix(')' * GOLDEN) && !(mark == mix('.' * GOLDEN) && class == DIGIT)) return 0;
    if (third >= stop || !(t->flags[third] & GAP_BEFORE) || t->flags[third] & HEAD) return 0;
    t->flags[third] |= ENUMERATOR;
    return 1;
}

/* Notes the line ends before the heads from `head` to `stop_head`, and flags the items of lists. What
   stands before the token `first`, the layout knows; `stop` is behind the last token that counts. */
int note_lines(core_run *run, size_t head, size_t stop_head, size_t first, size_t stop) {
    core_layout *layout = &run->layout;
    const tokens_columns *t = &run->tokens;
    const uint32_t *heads = t->heads + head;
    size_t count = stop_head - head;
    if (!ROOM_FOR(run, lines, run->lines.count + count)) return run->failed;
    line_end *lines = run->lines.end + run->lines.count;
    run->lines.count += count;
    for (size_t k = 0; k < count; k++, lines++) {
        size_t at = heads[k];
        uint8_t class = class_of_shape(t->shape[at]);
        uint8_t before = at > first ? class_of_shape(t->shape[at - 1]) : layout->class_before;
        lines->start = t->start[at];
        lines->word_end = t->end[at];
        lines->before = at > first ? t->end[at - 1] : layout->end_before;
        lines->breaks = (t->flags[at] & BREAK) != 0;
        lines->is_item = (uint8_t)is_item(run, at, stop);
        lines->is_lower = class == LOWER;
        lines->class_before = before;
    }
    return CORE_OK;
}

/* Decides which single line ends are only wraps: see `_wraps`. */
static void undo_wraps(line_end *lines, size_t count) {
    double total = 0.0;
    int64_t single_count = 0, lower_count = 0;
    for (size_t k = 1; k < count; k++) {
        if (lines[k].breaks) continue;
        single_count++;
        if (!lines[k].is_lower || lines[k].is_item) continue;
        lower_count++;
        total += (double)(lines[k].before - lines[k - 1].start);
    }
    if (single_count == 0) return;
    double width = total / (double)(lower_count > 1 ? lower_count : 1);
    int hard_wrapped = (double)lower_count >= 0.3 * (double)single_count;
    for (size_t k = 1; k < count; k++) {
        if (lines[k].breaks) continue;
        double above = (double)(lines[k].before - lines[k - 1].start);
        double word = (double)(lines[k].word_end - lines[k].start);
        int full = lines[k].is_lower ? above >= 0.5 * width : above + 1 + word > 0.85 * width;
        lines[k].breaks = !(hard_wrapped && full && !lines[k].is_item);
    }
}

static uint32_t level(double share, double low, double middle, double high) {
    return (uint32_t)(share >= low) + (share >= middle) + (share >= high);
}

/* Decides where the lines of a document begin, and how it punctuates: see `_style`. The layout has
   the stops inside its lines and the class of its last token. */
void finish_lines(core_run *run) {
    core_layout *layout = &run->layout;
    line_end *lines = run->lines.end;
    int64_t count = 1, open = !in_class_set(FINAL, layout->class_before);
    int64_t stops = layout->stops, lower = layout->lower_stops;
    undo_wraps(lines, run->lines.count);
    for (size_t k = 1; k < run->lines.count; k++) {
        if (lines[k].breaks) {
            count++;
            open += !in_class_set(FINAL, lines[k].class_before);
        } else if (lines[k].class_before == STOP) {
            stops++;
            lower += lines[k].is_lower;
        }
    }
    double open_share = ((double)open + 0.2) / (double)(count + 1);
    double lower_share = ((double)lower + 0.1) / (double)(stops + 1);
    layout->style = (uint8_t)(level(open_share, 0.1, 0.3, 0.6) * 4 + level(lower_share, 0.03, 0.1, 0.3));
}

/* Flags those of the first `count` heads that begin a line, from the line end `from` on. */
void place_lines(core_run *run, size_t count, size_t from) {
    const line_end *lines = run->lines.end + from;
    for (size_t k = 0; k < count; k++)
        if (lines[k].breaks) run->tokens.flags[run->tokens.heads[k]] |= BREAK;
}

/* Flags the items of lists once more, in a window that has been read again. */
void place_items(core_run *run, size_t count, size_t stop) {
    for (size_t k = 0; k < count; k++) is_item(run, run->tokens.heads[k], stop);
}
