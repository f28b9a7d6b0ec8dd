/* What the stages have found -> columns that go out. */
#include "core.h"

/* What the caller sees of the sentences of a slice. */
static int put_sentences(core_run *run) {
    const core_request *request = run->request;
    size_t token_base = run->token_base, count = run->sentences;
    int64_t *start = core_append(run, SENTENCE_START, count, 8);
    int64_t *end = core_append(run, SENTENCE_END, count, 8);
    int64_t *document = core_append(run, SENTENCE_DOCUMENT, count, 8);
    if (!start || !end || !document) return run->failed;
    const uint32_t *from = (const uint32_t *)run->from.data, *to = (const uint32_t *)run->to.data;
    const uint32_t *owner = (const uint32_t *)run->owner.data;
    for (size_t s = 0; s < count; s++) {
        size_t origin = request->full ? 0 : request->document[owner[s]];
        start[s] = (int64_t)(from[s] - origin);
        end[s] = (int64_t)(to[s] - origin);
        document[s] = owner[s];
    }
    if (!request->full) return CORE_OK;
    int64_t *first = core_append(run, SENTENCE_FIRST, count, 8);
    int64_t *stop = core_append(run, SENTENCE_STOP, count, 8);
    if (!first || !stop) return run->failed;
    for (size_t s = 0; s < count; s++) {
        first[s] = (int64_t)(token_base + ((uint32_t *)run->first.data)[s]);
        stop[s] = (int64_t)(token_base + ((uint32_t *)run->stop.data)[s]);
    }
    return CORE_OK;
}

/* The cues that win where candidates overlap; with `full`, all candidates as tokens. */
static int put_cues(core_run *run, size_t sentence_base) {
    const core_request *request = run->request;
    size_t token_base = run->token_base;
    const core_tables *tables = run->tables;
    const uint8_t *kept = (const uint8_t *)run->cue_kept.data;
    const uint32_t *start = (const uint32_t *)run->tokens.start.data;
    const uint32_t *end = (const uint32_t *)run->tokens.end.data;
    const uint32_t *cue_start = (const uint32_t *)run->cue_start.data;
    const uint32_t *cue_end = (const uint32_t *)run->cue_end.data;
    const uint32_t *entry = (const uint32_t *)run->cue_entry.data;
    const uint32_t *sentence = (const uint32_t *)run->cue_sentence.data;
    const int32_t *choice = (const int32_t *)run->choice.data;
    size_t count = 0, choices = 0;
    for (size_t k = 0; k < run->cues; k++) {
        kind_mask mask = tables->masks[entry[k]];
        if (!request->full && !kept[k]) continue;
        count++;
        choices += (mask & (mask - 1)) != 0;
    }
    int64_t *out_start = core_append(run, CUE_START, count, 8);
    int64_t *out_end = core_append(run, CUE_END, count, 8);
    int64_t *out_sentence = core_append(run, CUE_SENTENCE, count, 8);
    int32_t *out_sum = core_append(run, CUE_SUM, count, 4);
    int32_t *out_entry = core_append(run, CUE_ENTRY, count, 4);
    int32_t *out_choice = core_append(run, CHOICE_SUMS, choices * KINDS, 4);
    kind_mask *out_mask = core_append(run, CUE_MASK, count, sizeof *out_mask);
    uint8_t *out_kept = core_append(run, CUE_KEPT, count, 1);
    if (!out_start || !out_end || !out_sentence || !out_sum || !out_entry || !out_choice || !out_mask
        || !out_kept)
        return run->failed;
    size_t at = 0;
    for (size_t k = 0; k < run->cues; k++) {
        kind_mask mask = tables->masks[entry[k]];
        int has_choice = (mask & (mask - 1)) != 0;
        const int32_t *own_choice = choice;
        choice += has_choice ? SUM_COLUMNS : 0;
        if (!request->full && !kept[k]) continue;
        if (has_choice) {
            memcpy(out_choice, own_choice, KINDS * sizeof *out_choice);
            out_choice += KINDS;
        }
        size_t origin = request->document[((uint32_t *)run->owner.data)[sentence[k]]];
        out_start[at] = (int64_t)(request->full ? token_base + cue_start[k] : start[cue_start[k]] - origin);
        out_end[at] = (int64_t)(request->full ? token_base + cue_end[k] : end[cue_end[k] - 1] - origin);
        out_sentence[at] = (int64_t)(sentence_base + sentence[k]);
        out_sum[at] = ((int32_t *)run->cue_sum.data)[k];
        out_entry[at] = (int32_t)entry[k];
        out_mask[at] = mask;
        out_kept[at++] = kept[k];
    }
    return CORE_OK;
}

/* The sentences and the cues of a slice. */
int put_slice(core_run *run) {
    size_t sentence_base = run->columns[SENTENCE_START].size / 8;
    if (put_sentences(run) || put_cues(run, sentence_base)) return run->failed;
    if (!run->request->full) return CORE_OK;
    const uint32_t *first = (const uint32_t *)run->first.data, *stop = (const uint32_t *)run->stop.data;
    for (size_t s = 0; s < run->sentences; s++)
        for (size_t k = first[s]; k < stop[s]; k++) run->token_sentence[k] = (int64_t)(sentence_base + s);
    return CORE_OK;
}

/* All tokens of a bite, and its characters with the line ends behind each document but the last. */
int put_tokens(core_run *run, size_t document, size_t stop) {
    const core_request *request = run->request;
    token_columns *own = &run->tokens;
    size_t count = own->count;
    int64_t *start = core_append(run, TOKEN_START, count, 8), *end = core_append(run, TOKEN_END, count, 8);
    uint64_t *id = core_append(run, TOKEN_ID, count, 8);
    int64_t *sentence = core_append(run, TOKEN_SENTENCE, count, 8);
    uint8_t *initial = core_append(run, TOKEN_INITIAL, count, 1);
    if (!start || !end || !id || !sentence || !initial) return run->failed;
    if (count) {
        memcpy(id, own->id.data, count * 8);
        memset(sentence, 0xFF, count * 8); /* -1: of no sentence, until its slice is put */
        for (size_t k = 0; k < count; k++) initial[k] = class_of_shape(((uint8_t *)own->shape.data)[k]);
    }
    for (size_t k = 0; k < count; k++) {
        start[k] = ((uint32_t *)own->start.data)[k];
        end[k] = ((uint32_t *)own->end.data)[k];
    }
    size_t a = request->document[document], b = request->document[stop];
    if (stop == request->documents) b -= DOCUMENT_BREAK;
    uint32_t *lowered = core_append(run, LOWERED, b - a, 4);
    uint8_t *class = core_append(run, CHARACTER_CLASS, b - a, 1);
    if (!lowered || !class) return run->failed;
    for (size_t k = a; k < b; k++) {
        uint32_t entry = look_up(run->characters, request->codes[k]);
        *lowered++ = entry & 0xFFFFFF;
        *class++ = (uint8_t)((entry >> 24) - 1);
    }
    run->token_sentence = sentence;
    return CORE_OK;
}
